from freqtrade.strategy import IStrategy


class Patient(IStrategy):
    """Signals nothing: trades are forced over the API and ended there or by the stop."""

    timeframe = "1m"
    can_short = True
    minimal_roi = {"0": 10}
    stoploss = -0.05

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe

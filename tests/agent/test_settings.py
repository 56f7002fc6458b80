"""Settings: what is unknown refuses to start, the stronger source wins, no error gives a secret away."""

import pytest
from pydantic import SecretStr

from agent.settings import Settings, anchor_path, anchor_webhook, executor_urls, load, secrets_of
from tools.errors import ConfigError
from tools.terms import Mode

SECRET = "very-secret-value-0123456789"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SPARK_HOME")


def test_nothing_configured_works():
    settings = load()

    assert settings.mode is Mode.LOCAL_TESTNET
    assert settings.policy_profile == "canary"
    assert settings.groq_api_key.get_secret_value() == ""


def test_the_environment(monkeypatch):
    monkeypatch.setenv("SPARK_POLICY_PROFILE", "testnet")
    monkeypatch.setenv("GROQ_API_KEY", SECRET)

    settings = load()

    assert settings.policy_profile == "testnet"
    assert settings.groq_api_key.get_secret_value() == SECRET


def test_weakest_to_strongest(monkeypatch, tmp_path):
    (tmp_path / "spark.toml").write_text('mode = "dry_run"\npolicy_profile = "testnet"\nlanguage = "tr"\n')
    assert (load().mode, load().policy_profile, load().language) == (Mode.DRY_RUN, "testnet", "tr")

    monkeypatch.setenv("SPARK_MODE", "binance_testnet")
    monkeypatch.setenv("SPARK_POLICY_PROFILE", "canary")
    assert (load().mode, load().policy_profile, load().language) == (Mode.BINANCE_TESTNET, "canary", "tr")

    (tmp_path / ".env").write_text("SPARK_MODE=local_testnet\n")
    assert (load().mode, load().policy_profile, load().language) == (Mode.LOCAL_TESTNET, "canary", "tr")

    assert load(mode=Mode.DRY_RUN).mode is Mode.DRY_RUN


@pytest.mark.parametrize("name", ["SPARK_POLICY", "SPARK_MAX_NOTIONAL", "SPARK_LIVE"])
def test_an_unknown_variable_refuses(monkeypatch, name):
    monkeypatch.setenv(name, SECRET)

    with pytest.raises(ConfigError) as error:
        load()

    assert name in str(error.value)
    assert error.value.text.tr != error.value.text.en
    assert SECRET not in str(error.value)


def test_an_unknown_toml_key_refuses(tmp_path):
    (tmp_path / "spark.toml").write_text(f'allow_production = "{SECRET}"\n')

    with pytest.raises(ConfigError) as error:
        load()

    assert "allow_production" in str(error.value)
    assert SECRET not in str(error.value)


def test_an_unknown_spark_key_in_dotenv_refuses(tmp_path):
    (tmp_path / ".env").write_text(f"SPARK_ALLOW_PRODUCTION={SECRET}\n")

    with pytest.raises(ConfigError) as error:
        load()

    assert "allow_production" in str(error.value).lower()
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("mode", ["production", "live", "LOCAL_TESTNET", "", "binance"])
def test_an_unknown_mode_refuses(monkeypatch, mode):
    monkeypatch.setenv("SPARK_MODE", mode)

    with pytest.raises(ConfigError) as error:
        load()

    assert "mode" in str(error.value).lower()


@pytest.mark.parametrize("profile", ["yolo", "", "Canary"])
def test_an_unknown_profile_refuses(monkeypatch, profile):
    monkeypatch.setenv("SPARK_POLICY_PROFILE", profile)

    with pytest.raises(ConfigError):
        load()


def test_no_secret_is_in_an_error_or_a_printed_setting(monkeypatch):
    monkeypatch.setenv("SPARK_API_TOKENS", SECRET)
    monkeypatch.setenv("SPARK_APPROVAL_KEYS", SECRET)
    monkeypatch.setenv("BINANCE_FUTURES_API_SECRET", SECRET)
    assert SECRET not in repr(load())
    assert SECRET not in load().model_dump_json()

    monkeypatch.setenv("SPARK_MODE", SECRET)
    with pytest.raises(ConfigError) as error:
        load()
    assert SECRET not in str(error.value)
    assert SECRET not in repr(error.value)
    assert error.value.__cause__ is None


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load().mode = Mode.DRY_RUN


def test_every_secret_is_marked():
    words = ("secret", "api_key", "keys", "audit_key", "tokens")

    for name, field in Settings.model_fields.items():
        if any(name.endswith(word) for word in words):
            assert field.annotation is SecretStr, name


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", ()),
        ("http://127.0.0.1:3004", ("http://127.0.0.1:3004",)),
        ("http://one:3004, https://two/executor", ("http://one:3004", "https://two/executor")),
    ],
)
def test_executors_apart_are_named_by_their_addresses(monkeypatch, text, urls):
    monkeypatch.setenv("SPARK_EXECUTOR_URL", text)
    assert executor_urls(load()) == urls


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1:3004", "http://one:3004,", "ftp://one", "http://one:99999", "http://u:p@one", "http://"],
)
def test_what_is_no_address_of_an_executor_refuses_to_start(monkeypatch, text):
    monkeypatch.setenv("SPARK_EXECUTOR_URL", text)
    with pytest.raises(ConfigError, match="SPARK_EXECUTOR_URL"):
        load()


@pytest.mark.parametrize(
    "url", ["http://receiver.example/x", "ftp://a/x", "nothing", "https://[x", "https:///x"]
)
def test_a_webhook_in_the_clear_refuses_and_is_not_repeated(monkeypatch, url):
    monkeypatch.setenv("SPARK_ANCHOR_WEBHOOK", url)

    with pytest.raises(ConfigError, match="SPARK_ANCHOR_WEBHOOK") as error:
        load()

    assert url not in str(error.value)


@pytest.mark.parametrize("url", ["https://receiver.example/x", "http://127.0.0.1:9/x", "http://localhost/x"])
def test_a_webhook_over_https_or_on_loopback_is_taken(monkeypatch, url):
    monkeypatch.setenv("SPARK_ANCHOR_WEBHOOK", url)

    assert anchor_webhook(load()) == url


def test_the_secrets_to_mask_are_the_values_and_their_parts(monkeypatch):
    monkeypatch.setenv("SPARK_API_TOKENS", "desk:read+propose:token-of-the-desk, bot:read:token-of-the-bot")
    monkeypatch.setenv("SPARK_AUDIT_KEY", "k2:bmV3,k1:b2xkZXIta2V5")

    found = secrets_of(load())

    assert {"token-of-the-desk", "token-of-the-bot", "b2xkZXIta2V5"} <= set(found)
    assert list(found) == sorted(found, key=len, reverse=True)
    assert "bmV3" not in found
    assert "read+propose" not in found


def test_of_a_database_address_only_the_password_is_masked(monkeypatch):
    monkeypatch.setenv("SPARK_DATABASE_URL", "postgresql://spark:top%2Dsecret-word@db.example:5432/spark")

    found = secrets_of(load())

    assert {"top%2Dsecret-word", "top-secret-word"} <= set(found)
    assert not any("example" in text or "5432" in text for text in found)


def test_signed_anchors_of_each_database_go_to_a_file_of_its_own(monkeypatch):
    assert anchor_path(load()).name == "signed.jsonl"
    monkeypatch.setenv("SPARK_DATABASE_URL", "postgresql://spark@db.example/spark")
    assert anchor_path(load()).name == "signed-postgresql.jsonl"


VENUE_KEYS = (
    "BINANCE_FUTURES_API_KEY",
    "BINANCE_FUTURES_API_SECRET",
    "BINANCE_SPOT_API_KEY",
    "BINANCE_SPOT_API_SECRET",
)


@pytest.mark.parametrize("name", VENUE_KEYS)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_process_beside_an_executor_apart_refuses_venue_keys(monkeypatch, tmp_path, name, place):
    monkeypatch.setenv("SPARK_EXECUTOR_URL", "http://127.0.0.1:3004")
    load()
    if place == "file":
        (tmp_path / ".env").write_text(f"{name}={SECRET}\n")
    else:
        monkeypatch.setenv(name, SECRET)

    with pytest.raises(ConfigError, match=name) as error:
        load()

    assert SECRET not in str(error.value)
    assert load(executor_url="").given_venue_keys() == (name,), "the executor itself may have them"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:3004", "ftp://127.0.0.1", "http://", "http://me:pass@127.0.0.1:1"]
)
def test_an_address_of_the_executor_that_is_none_refuses(monkeypatch, url):
    monkeypatch.setenv("SPARK_EXECUTOR_URL", url)
    with pytest.raises(ConfigError, match="SPARK_EXECUTOR_URL"):
        load()

"""Settings of the whole project. Safe for production by default; `LOCAL=1` loosens them for one machine."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from railway.lib import env
from railway.lib.database import load_local_addresses, parse_database_url

# --- Where we are -----------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA", str(BASE_DIR / ".data")))
load_local_addresses(DATA_DIR)
LOCAL = env.flag("LOCAL")
DEBUG = env.flag("DEBUG")

SECRET_KEY = env.text("SECRET_KEY", "local-only-not-a-secret" if LOCAL else None)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if LOCAL else None)
SITE_URL = env.text("SITE_URL", "http://localhost:8000" if LOCAL else None).rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Перегон")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Applications -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "railway.accounts",
    "timetables",
    "bookings",
    "railway.accounts.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "knox",
    "simple_history",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "railway.accounts.too_often.ProblemsOfSignIn",
    "axes.middleware.AxesMiddleware",
    "railway.accounts.staff_guard.StaffGuard",
]

ROOT_URLCONF = "railway.urls"
WSGI_APPLICATION = "railway.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # nosec B105 # noqa: S105 - the name of a table
# Its migrations would make a table that its own model, replaced by ours, doesn't know.
MIGRATION_MODULES: dict[str, str | None] = {"knox": None}

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "railway" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["railway.lib.template_words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "railway.site.frame",
            ],
        },
    }
]

# --- Data: PostgreSQL and a Redis-compatible server ---------------------------------------------------------------

DATABASE_POOL = env.integer("DATABASE_POOL", 4)
DATABASES: dict[str, dict[str, Any]] = {"default": parse_database_url(env.text("DATABASE_URL"))}
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "railway.lib.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        "KEY_PREFIX": "railway",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Celery: the schedule stands here, no scheduler tables ---------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "global_keyprefix": "railway:",
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Minsk"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "make dated trips": {"task": "timetables.tasks.make_dated_trips", "schedule": crontab(minute="7")},
    "forget touches": {"task": "timetables.tasks.forget_touches", "schedule": crontab(hour="3", minute="20")},
    "read feeds": {"task": "timetables.tasks.read_feeds", "schedule": timedelta(seconds=30)},
    "supersede editions": {
        "task": "timetables.tasks.supersede_editions",
        "schedule": crontab(hour="0", minute="10"),
    },
    "open seats": {"task": "bookings.tasks.open_seats", "schedule": timedelta(minutes=1)},
    "release seats": {"task": "bookings.tasks.expire_holds", "schedule": timedelta(seconds=15)},
    "serve queues": {"task": "bookings.tasks.serve_queues", "schedule": timedelta(seconds=10)},
    "tell schedule changes": {
        "task": "bookings.tasks.tell_schedule_changes",
        "schedule": timedelta(seconds=10),
    },
    "deliver notifications": {
        "task": "bookings.tasks.deliver_notifications",
        "schedule": timedelta(seconds=5),
    },
    "tell partners": {"task": "bookings.tasks.tell_partners", "schedule": timedelta(seconds=5)},
    "warn of ending holds": {"task": "bookings.tasks.warn_ending_holds", "schedule": timedelta(seconds=15)},
    "settle open payments": {
        "task": "bookings.tasks.settle_open_payments",
        "schedule": timedelta(seconds=20),
    },
    "send reminders": {"task": "bookings.tasks.send_reminders", "schedule": timedelta(minutes=5)},
    "remind of proofs": {
        "task": "bookings.tasks.remind_of_proofs",
        "schedule": crontab(hour="10", minute="20"),
    },
    "pay refunds": {"task": "bookings.tasks.pay_refunds", "schedule": timedelta(seconds=20)},
    "audit seats": {"task": "bookings.tasks.audit_seats", "schedule": crontab(minute="31")},
    "tend season tickets": {
        "task": "bookings.tasks.tend_season_tickets",
        "schedule": timedelta(minutes=5),
    },
    "purge old data": {"task": "bookings.tasks.purge", "schedule": crontab(hour="3", minute="40")},
    "rotate document keys": {"task": "bookings.tasks.rotate_document_keys", "schedule": crontab(minute="25")},
}

# --- Languages and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("be", _("Belarusian")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "railway" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Minsk"
FORMAT_MODULE_PATH = ["railway.formats"]

# --- Static files and mail -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "railway" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

MAIL_DIR = Path(env.text("MAIL_DIR", str(DATA_DIR / "mail")))
EMAIL_FILE_PATH = str(MAIL_DIR)
EMAIL_BACKEND = "railway.lib.mailbox.FileBackend" if LOCAL else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "tickets@localhost")

# --- Security ------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",  # travellers, by their address
    "django.contrib.auth.backends.ModelBackend",  # the staff, by their login name
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "railway.accounts.too_often.locked_out"
AXES_CLIENT_IP_CALLABLE = "railway.accounts.too_often.address_tried_from"
AXES_USERNAME_CALLABLE = "railway.accounts.views.name_tried"

# Passengers sign in by their address: with a password, a code or link by mail, or a passkey. The staff have a door of
# their own in the admin, and always a second step.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "bookings:my_trips"
ACCOUNT_LOGOUT_REDIRECT_URL = "bookings:home"
ACCOUNT_ADAPTER = "railway.accounts.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "railway.accounts.adapter.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Wrong passwords of one name are counted by axes, in the database; here, those of many names from one place.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_ADAPTER = "railway.accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "railway.accounts.api_tokens.DeviceTokens"  # nosec B105 # noqa: S105 - the name of a class
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("NUM_PROXIES", 0 if LOCAL else 1)
API_TOKEN_DAYS = env.integer("API_TOKEN_DAYS", 90)
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=API_TOKEN_DAYS),
    "AUTO_REFRESH": True,
    "MIN_REFRESH_INTERVAL": 24 * 3600,
    "TOKEN_PREFIX": "account_",  # nosec B105 # how every token begins
}
STAFF_IDLE_MINUTES = env.integer("STAFF_IDLE_MINUTES", 30)

SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", not LOCAL) else None
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SILENCED_SYSTEM_CHECKS = [
    "security.W021"
]  # the browsers' preload list is for the owner of the whole domain to join
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- REST API ------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["railway.lib.json_body.JsonBody"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "railway.api.errors.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["railway.lib.throttling.Pace"],
    # Requests of one network: reads, writes, and wrong tokens for bookings.
    "DEFAULT_THROTTLE_RATES": {
        "read": env.text("THROTTLE_READ", "600/min"),
        "write": env.text("THROTTLE_WRITE", "120/min"),
        "secret": env.text("THROTTLE_SECRET", "20/min"),
    },
    "NUM_PROXIES": env.integer("NUM_PROXIES", 0 if LOCAL else 1),
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Timetable and booking API of the cross-border suburban railway",
    "VERSION": "1.0.0",
    "DESCRIPTION": (BASE_DIR / "railway" / "api" / "introduction.md")
    .read_text(encoding="utf-8")
    .replace("http://localhost:8000", SITE_URL),
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": SITE_URL}],
    "TAGS": [
        {"name": "Network", "description": "Stops and lines."},
        {"name": "Timetable", "description": "Trains of a day, boards, timetables."},
        {"name": "Offers", "description": "Benefits, prices and free seats."},
        {"name": "Bookings", "description": "Seats kept, passengers named."},
        {"name": "Payments", "description": "Paying a booking."},
        {"name": "Tickets", "description": "Tickets of a paid booking."},
        {"name": "Refunds", "description": "Giving tickets back."},
        {"name": "Exchanges", "description": "Other tickets for paid ones."},
        {"name": "Waiting list", "description": "Waiting for seats of full trains."},
        {"name": "Account", "description": "What belongs to an account: devices, bookings."},
        {"name": "Partners", "description": "What happens to bookings and trains, for systems of partners."},
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "booking": {
                "type": "http",
                "scheme": "bearer",
                "description": "The `access_token` of a booking: told when it is made, and in the purchaser's mail.",
            },
            "season": {
                "type": "http",
                "scheme": "bearer",
                "description": "The `access_token` of a season ticket: told when it is ordered.",
            },
            "account": {
                "type": "http",
                "scheme": "bearer",
                "description": "The token of an account: got by signing in, opens the account and its bookings.",
            },
            "waiting": {
                "type": "http",
                "scheme": "bearer",
                "description": "The `access_token` of an entry of the waiting list: told when it is made.",
            },
            "partner": {
                "type": "http",
                "scheme": "bearer",
                "description": "The token of a partner's system; staff give it.",
            },
            "device": {
                "type": "http",
                "scheme": "bearer",
                "description": "The token of a device that reports where its train is; staff get it for each device.",
            },
        }
    },
    "ENUM_NAME_OVERRIDES": {
        "SeatMode": "timetables.models.trip.SeatMode",
        "TrainState": "timetables.models.dated_trip.DatedTrip.State",
        "AlertCause": "timetables.models.alert.Alert.Cause",
        "AlertEffect": "timetables.models.alert.Alert.Effect",
        "AlertSeverity": "timetables.models.alert.Alert.Severity",
        "VehicleStopStatus": "timetables.models.vehicle_position.VehiclePosition.Status",
        "StopKind": "timetables.models.network.Stop.Kind",
        "Direction": "timetables.models.trip.Trip.Direction",
        "SeatKind": "timetables.models.rolling_stock.Seat.Kind",
        "Country": "bookings.models.choices.Country",
        "Currency": "bookings.models.choices.Currency",
        "Quality": "bookings.models.choices.Quality",
        "BookingState": "bookings.models.booking.Booking.State",
        "PassengerState": "bookings.models.passenger.Passenger.State",
        "AncillaryKind": "bookings.models.ancillary.AncillaryKind",
        "SeasonDays": "bookings.models.season_rule.SeasonDays",
        "SeasonTicketState": "bookings.models.season_ticket.SeasonTicket.State",
        "SeasonTripState": "bookings.models.season_ticket.SeasonTrip.State",
        "PaymentStatus": "bookings.models.payment.Payment.Status",
        "WaitingState": "bookings.models.waiting.WaitingEntry.State",
        "OfferStatus": "bookings.models.refund_offer.RefundOffer.Status",
        "TicketState": "bookings.models.ticket.Ticket.State",
        "TicketStatus": "bookings.tickets.view.TicketStatus",
        "BookingEventKind": "bookings.models.booking.BookingEvent.Kind",
        "FareLineKind": "bookings.fares.fare_price.LineKind",
        "Language": "bookings.api.v1.inputs.LANGUAGES",
        "SandboxOutcome": "bookings.api.v1.inputs.SANDBOX_OUTCOMES",
        "SeatStatus": "bookings.api.v1.offer_outputs.SEAT_STATES",
        "Confirmation": "bookings.api.v1.inputs.CONFIRMATION",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "railway.api.component_names.shorten",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "displayRequestDuration": True, "tryItOutEnabled": True},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
}

# --- What this service sells, and its rules that are not dated tables ------------------------------------------------

SALES_HORIZON_DAYS = env.integer("SALES_HORIZON_DAYS", 90)
HOLD_SECONDS = env.integer("HOLD_SECONDS", 600)
HOLD_WARNING_SECONDS = env.integer("HOLD_WARNING_SECONDS", 120)
OFFER_SECONDS = env.integer("OFFER_SECONDS", 1200)
REFUND_OFFER_SECONDS = env.integer("REFUND_OFFER_SECONDS", 900)
EXCHANGE_OFFER_SECONDS = env.integer("EXCHANGE_OFFER_SECONDS", 900)
COMPANION_SEATS_KEPT_HOURS = env.integer("COMPANION_SEATS_KEPT_HOURS", 3)
SALES_CLOSE_MINUTES = env.integer("SALES_CLOSE_MINUTES", 5)
WAITING_OFFER_MINUTES = env.integer("WAITING_OFFER_MINUTES", 30)
WAITING_LEAST_MINUTES = env.integer("WAITING_LEAST_MINUTES", 10)
WAITING_NIGHT_FROM = env.integer("WAITING_NIGHT_FROM", 22)
WAITING_NIGHT_TO = env.integer("WAITING_NIGHT_TO", 7)
REMINDER_HOURS = env.integer("REMINDER_HOURS", 3)
CHANGE_MINUTES = env.integer("CHANGE_MINUTES", 10)
JOURNEY_DAYS_KEPT = env.integer("JOURNEY_DAYS_KEPT", 16)
# How many looks at personal data a day are usual for one of the staff; more are marked in the log.
LOOKUPS_A_DAY = env.pairs("LOOKUPS_A_DAY", "number:20,booking:200,search:100,export:5")
# For how many days after a request its copy of data can be fetched.
COPY_KEPT_DAYS = env.integer("COPY_KEPT_DAYS", 7)
PARTY_LIMIT = 4

# Fernet keys for passengers' documents: the first encrypts, all decrypt. Ed25519 seeds for tickets: the first signs.
# The fixed local values keep a developer's data readable between runs; production must give its own.
DOCUMENT_KEYS = env.words("DOCUMENT_KEYS", "bG9jYWwtb25seS1kb2N1bWVudC1rZXktMzItYnl0ZXM=" if LOCAL else None)
TICKET_SIGNING_KEYS = env.pairs(
    "TICKET_SIGNING_KEYS", "local1:bG9jYWwtb25seS10aWNrZXQtc2VlZC0zMi1ieXRlcyE=" if LOCAL else None
)
# Keys that hash the numbers of benefits' proofs: the first is in use, those after it still know what they hashed.
PROOF_HASH_KEYS = env.pairs("PROOF_HASH_KEYS", "local1:local-only-proof-hash-key" if LOCAL else None)
# Who checks a benefit electronically, by the law that gives it: a class of the port in bookings.proofs.registry.
PROOF_REGISTRIES = env.pairs(
    "PROOF_REGISTRIES",
    "BY:bookings.proofs.simulator.SimulatedRegistry,RU:bookings.proofs.simulator.SimulatedRegistry"
    if LOCAL
    else "",
)
PROOF_CHECK_MS = env.integer("PROOF_CHECK_MS", 1500)
PROOF_REQUIRED = env.flag("PROOF_REQUIRED")
PROOF_SEEN_DAYS = env.integer("PROOF_SEEN_DAYS", 366)
PROOF_REMINDER_DAYS = env.integer("PROOF_REMINDER_DAYS", 21)
SANDBOX_BANK = env.flag("SANDBOX_BANK", LOCAL)
SANDBOX_BANK_SECRET = env.text("SANDBOX_BANK_SECRET", "local-bank-secret" if LOCAL else "")
SANDBOX_LATE_SECONDS = env.integer("SANDBOX_LATE_SECONDS", 30)
# Real banks: each is off until its shop and keys are given. Who may call its callback address, where messages are not
# signed; which currencies it takes.
YOOKASSA_SHOP_ID = env.text("YOOKASSA_SHOP_ID", "")
YOOKASSA_SECRET_KEY = env.text("YOOKASSA_SECRET_KEY", "")
YOOKASSA_API = env.text("YOOKASSA_API", "https://api.yookassa.ru/v3")
YOOKASSA_TWO_STAGES = env.flag("YOOKASSA_TWO_STAGES")
YOOKASSA_VAT_CODE = env.integer("YOOKASSA_VAT_CODE", 0)
YOOKASSA_TAX_SYSTEM = env.integer("YOOKASSA_TAX_SYSTEM", 0)
BEPAID_SHOP_ID = env.text("BEPAID_SHOP_ID", "")
BEPAID_SECRET_KEY = env.text("BEPAID_SECRET_KEY", "")
BEPAID_PUBLIC_KEY = env.text("BEPAID_PUBLIC_KEY", "")
BEPAID_CHECKOUT = env.text("BEPAID_CHECKOUT", "https://checkout.bepaid.by")
BEPAID_GATEWAY = env.text("BEPAID_GATEWAY", "https://gateway.bepaid.by")
BEPAID_TEST = env.flag("BEPAID_TEST")
BEPAID = env.together(
    {
        "BEPAID_SHOP_ID": BEPAID_SHOP_ID,
        "BEPAID_SECRET_KEY": BEPAID_SECRET_KEY,
        "BEPAID_PUBLIC_KEY": BEPAID_PUBLIC_KEY,
    }
)
YOOKASSA = env.together({"YOOKASSA_SHOP_ID": YOOKASSA_SHOP_ID, "YOOKASSA_SECRET_KEY": YOOKASSA_SECRET_KEY})
PAYMENT_GATEWAYS = (
    ({"bepaid": "bookings.payments.bepaid.gateway.BePaid"} if BEPAID else {})
    | ({"yookassa": "bookings.payments.yookassa.gateway.YooKassa"} if YOOKASSA else {})
    | ({"sandbox": "bookings.payments.sandbox.bank.SandboxBank"} if SANDBOX_BANK else {})
)
PAYMENT_CURRENCIES = {
    "bepaid": env.words("BEPAID_CURRENCIES", "BYN"),
    "yookassa": env.words("YOOKASSA_CURRENCIES", "RUB"),
}
PAYMENT_CALLERS = {
    "yookassa": env.words(
        "YOOKASSA_CALLERS",
        "185.71.76.0/27,185.71.77.0/27,77.75.153.0/25,77.75.154.128/25,77.75.156.11,77.75.156.35,2a02:5180::/32",
    )
}
BANK_ANSWER_MS = env.integer("BANK_ANSWER_MS", 5000)
# What a ticket desk takes money with. Its terminal is a class of the same port as a bank's.
DESK_TERMINAL = env.text(
    "DESK_TERMINAL", "bookings.payments.desk.simulator.SimulatedTerminal" if LOCAL else ""
)
DESK_GATEWAYS = {"cash": "bookings.payments.desk.cash.Cash"} | (
    {"terminal": DESK_TERMINAL} if DESK_TERMINAL else {}
)
PAYMENT_ASK_SECONDS = env.integer("PAYMENT_ASK_SECONDS", 20)
PAYMENT_ABANDON_MINUTES = env.integer("PAYMENT_ABANDON_MINUTES", 30)
# Letters: in quiet hours what concerns a train that leaves so soon after them goes at once all the same. Without a key
# there is no Web Push, without a class of the port in bookings.notifications.sms there are no text messages.
URGENT_HOURS = env.integer("URGENT_HOURS", 6)
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY", "")
VAPID_SUBJECT = env.text("VAPID_SUBJECT", f"mailto:{DEFAULT_FROM_EMAIL}")
SMS_GATEWAY = env.text("SMS_GATEWAY", "bookings.notifications.sms_simulator.SimulatedSms" if LOCAL else "")
# Partners' webhooks: after how many days of failure one is switched off, who is told, how long an old secret signs
# beside its successor, and for how many days events can be read again.
OPERATOR_EMAIL = env.text("OPERATOR_EMAIL", "operator@localhost" if LOCAL else "")
WEBHOOK_GIVE_UP_DAYS = env.integer("WEBHOOK_GIVE_UP_DAYS", 5)
WEBHOOK_SECRET_DAYS = env.integer("WEBHOOK_SECRET_DAYS", 7)
EVENTS_KEPT_DAYS = env.integer("EVENTS_KEPT_DAYS", 90)

# --- Logs ----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

"""What the made-up register is told in: jurisdictions, outlets, and texts in three scripts.

The jurisdictions and all codes are real; who speaks, and every address (RFC 2606), is made up.
"""

from dataclasses import dataclass
from itertools import product

PLATFORM_NAMES = ("Lumen", "Agora", "Pulse", "Relay", "Orbit", "Canvas", "Echo", "Harbor")
CYRILLIC_NAMES = ("Люмен", "Агора", "Пульс", "Реле", "Орбита", "Канвас", "Эхо", "Гавань")
ARABIC_NAMES = ("لومن", "أغورا", "نبض", "مرحل", "مدار", "كانفاس", "صدى", "ميناء")

LANGUAGE_OF = {
    **dict.fromkeys(("KZ", "RU", "KG", "UZ", "TJ", "BY", "UA", "AM", "AZ", "GE"), "ru"),
    **dict.fromkeys(("SA", "AE", "EG", "MA", "DZ"), "ar"),
    **dict.fromkeys(("IN", "PK", "BD", "LK", "NP", "CN", "ID", "MY", "TH", "PH", "SG"), "en"),
    **dict.fromkeys(("JP", "KR", "TR", "IR", "NG", "KE", "BR", "US", "US-MT", "EU"), "en"),
    **dict.fromkeys(("DE", "GB"), "en"),
    **dict.fromkeys(("FR",), "fr"),
    **dict.fromkeys(("VN",), "vi"),
}
"""Every jurisdiction of the register, with the language that its outlets write in."""

JURISDICTIONS = tuple(LANGUAGE_OF)

CURRENCIES = {"KZ": "KZT", "RU": "RUB", "IN": "INR", "TR": "TRY", "BR": "BRL", "GB": "GBP"}
"""The currency of a jurisdiction's fines; elsewhere USD."""


@dataclass(frozen=True, slots=True)
class Language:
    """The parts that titles and notes are put together from; every part fits every other."""

    subjects: tuple[str, ...]
    predicates: tuple[str, ...]
    remarks: tuple[str, ...]
    reservations: tuple[str, ...]

    def titles(self) -> list[str]:
        """Return every title."""
        return [f"{subject} {predicate}" for subject, predicate in self._sentences()]

    def notes(self) -> list[str]:
        """Return every note."""
        return [
            f"{subject} {predicate}. {remark} {reservation}".strip()
            for (subject, predicate), remark, reservation in product(
                self._sentences(), self.remarks, self.reservations
            )
        ]

    def _sentences(self) -> list[tuple[str, str]]:
        return list(product(self.subjects, self.predicates))


ENGLISH = Language(
    (
        "The ministry",
        "The communications regulator",
        "The platform's spokesperson",
        "A committee of parliament",
        "The city court",
        "The data protection authority",
    ),
    (
        "comments on the duties of social networks",
        "sets a date for the next round of talks",
        "answers questions on user data",
        "publishes figures on removed content",
        "speaks of the protection of minors",
        "explains the order of the day before",
    ),
    (
        "Said at a briefing; no document was shown.",
        "The letter itself was not published.",
        "Both sides gave the same account.",
    ),
    ("", "The day is unverified.", "No deadline was named."),
)

FRENCH = Language(
    (
        "Le ministère",
        "L'autorité de régulation",
        "La plateforme",
        "Le tribunal de première instance",
    ),
    (
        "précise les obligations des réseaux sociaux",
        "publie les chiffres des contenus retirés",
        "répond aux questions sur les données personnelles",
        "évoque la protection des mineurs",
    ),
    ("Déclaration faite lors d'un point presse.", "La lettre n'a pas été publiée."),
    ("", "La date reste à vérifier."),
)

VIETNAMESE = Language(
    ("Bộ Thông tin và Truyền thông", "Cơ quan quản lý", "Đại diện nền tảng", "Tòa án thành phố"),
    (
        "nói về nghĩa vụ của mạng xã hội",
        "công bố số liệu nội dung đã gỡ bỏ",
        "trả lời về dữ liệu người dùng",
        "nhắc đến việc bảo vệ trẻ em",
    ),
    ("Phát biểu tại họp báo.", "Văn bản chưa được công bố."),
    ("", "Ngày chưa được xác minh."),
)

RUSSIAN = Language(
    ("Министерство", "Регулятор", "Представитель платформы", "Районный суд"),
    (
        "о требованиях к социальным сетям",
        "о числе удалённых материалов",
        "о хранении данных пользователей",
        "о защите детей в интернете",
    ),
    ("Сказано на брифинге.", "Само письмо не публиковалось."),
    ("", "Срок не назван."),
)

ARABIC = Language(
    ("الوزارة", "هيئة الاتصالات", "المتحدث باسم المنصة", "المحكمة"),
    (
        "بشأن التزامات شبكات التواصل",
        "حول عدد المواد المحذوفة",
        "حول بيانات المستخدمين",
        "بشأن حماية الأطفال",
    ),
    ("قيل ذلك في مؤتمر صحفي.", "لم تنشر الرسالة نفسها."),
    ("", "لم يذكر موعد."),
)

LANGUAGES = {"en": ENGLISH, "fr": FRENCH, "vi": VIETNAMESE, "ru": RUSSIAN, "ar": ARABIC}

TOPICS = (
    "duties under the law on online platforms",
    "storage of personal data",
    "protection of minors",
    "speed of removal of content",
    "elections and false information",
    "advertising of prohibited goods",
    "algorithms and recommendations",
    "a permanent contact for requests",
)

UNITS = ("items", "videos", "accounts", "channels", "requests")
CATEGORIES = ("drugs", "extremism", "child-safety", "gambling", "false-information", "copyright")
QUALIFIERS = ("exact", "exact", "exact", "at-least", "more-than", "about", "at-most")
BASES = ("law", "community-rules")

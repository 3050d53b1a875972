"""What further words of reports mean, in a sentence each, in English: for the glossary.

The words of a standing have their meanings in `meanings`, which reports tell in each language;
types of fact have theirs where they are defined (`aggregates.vocabulary.events`).
"""

from __future__ import annotations

LEVELS = {
    "proposed": "Somebody with a say in it proposes the measure.",
    "threatened": "An authority that could take the measure says that it may.",
    "ordered": "The measure is ordered, and not yet carried out.",
    "restricted": "Access is limited, short of a block: slowed down, or without some functions.",
    "withdrawn": "The platform itself no longer offers what the measure is about.",
    "blocked": "Access is blocked where the measure applies.",
}
SLOTS = {
    "in-force": "The measure holds on the day asked about.",
    "ahead": "The measure is only proposed, threatened or ordered on that day.",
}
SIDES = {
    "state": "An authority, a court or a legislature took the measure.",
    "platform": "The platform took it itself.",
}
BEGAN = {
    "fact": "The period began because something happened.",
    "time": "The period began because a day passed: something came due, faded or ran out.",
}
SET_BY = {
    "law": "The day is set by a law or an authority.",
    "pledge": "The day is one that the platform named itself.",
}
CERTAINTY = {
    "exact": "No fact of vague date could change what is told.",
}
SCOPES = {
    "nationwide": "The measure is for the whole country, or all of the jurisdiction.",
    "advertising": "The measure is about advertising on the platform.",
    "app-stores": "The measure is about the app in stores for apps.",
    "government-devices": "The measure is about devices of the state and its staff.",
    "service": "The measure is about the whole service, as the platform offers it.",
    "all": "Whatever the scope.",
}
ROLES = {
    "authority": "A ministry, a regulator or another office of the state.",
    "platform": "The platform, or the company that runs it.",
    "legislature": "A parliament or whoever makes law.",
    "court": "A court of any instance.",
    "press": "A newspaper, an agency or a broadcaster.",
    "civil-society": "An organisation of citizens, or a researcher.",
    "measurement": "A project that measures networks.",
}
QUALIFIERS = {
    "exact": "The number is the one that was reported.",
    "at-least": "It is this number or more.",
    "more-than": "It is more than this number.",
    "about": "It is near this number.",
    "at-most": "It is this number or less.",
}
FIGURE_BASES = {
    "law": "What was removed or asked for was so under a law.",
    "community-rules": "It was so under the platform's own rules.",
}
UNITS = {
    "items": "Pieces of content of any kind.",
    "videos": "Videos.",
    "accounts": "Accounts of users.",
    "channels": "Channels or groups.",
    "requests": "Requests of authorities, each perhaps for several pieces of content.",
    "users": "People or accounts that use the platform, as it counts them.",
    "percent": "A share in a hundred.",
}
OUTCOMES = {
    "complied": "What was asked for was done.",
    "partly": "A part of what was asked for was done.",
    "refused": "The platform did not do what was asked for.",
    "other": "It ended in a way that has no word here.",
    "upheld": "The court left the decision as it was.",
    "annulled": "The court set the decision aside.",
    "reduced": "The court lowered the fine.",
    "remitted": "The court sent the matter back to be decided again.",
    "removed": "What was asked about was removed.",
    "not-found": "What was asked about was not there.",
    "not-enough-information": "What was asked for was too unclear to act on.",
    "already-removed": "What was asked about had been removed before.",
}
EXTENTS = {
    "full": "The service could not be reached at all.",
    "partial": "The service could be reached in part, or from some networks.",
}
STAYED_PARTS = {
    "obligation": "What is held back is the duty itself.",
    "finding": "What is held back is the finding of a breach.",
    "fine": "What is held back is the fine.",
}
MARKS = {
    "disputed": "Somebody denies a fact that this rests on, and that is the latest word on it.",
}
GAPS = {
    "unrecorded": "It follows from a designation, and nobody has recorded it.",
    "nothing-heard": "Nothing but what the law asks is known.",
    "not-designated": "No designation is known, so whether the law applies is not.",
}
ANSWERS = {
    "running": "The request waits, and its time is not over.",
    "unanswered": "Its time is over, and no answer is known.",
    "answered": "It was answered in its time.",
    "late": "It was answered after its time.",
}
ANSWER_BY = {
    "order": "The request itself says by when.",
    "designation": "The law says by when for this kind of platform.",
    "assumed": "Too little is known, so the longest time of the law is told.",
}
STAGES = {
    "unknown": "Nothing of the law's life is known.",
    "proposed": "It is a draft.",
    "adopted": "It is passed, and not yet in force.",
    "in-force": "It holds.",
    "repealed": "It holds no longer.",
}
CAUSES = {
    "due": "The day that was set passed without a word.",
    "silence": "For one or two years nobody spoke of it.",
    "fine": "A fine counts for two years.",
    "stay": "The time for which enforcement was held back is over.",
    "fade": "A threat or a proposal counts for a year.",
    "term": "A measure was for a certain time only.",
    "seen": "A measurement counts for a certain time only.",
    "window": "A fact of vague date may have happened from this day on.",
}
DIFFERENCES = {
    "compliance": "What the requirements come to as a whole.",
    "access": "Whether and how the service can be reached.",
    "ahead": "Which measure is proposed, threatened or ordered.",
    "observed": "What measurements find of access.",
    "certainty": "Whether a vague date could change what is told.",
    "disputed": "Whether somebody denies what it rests on.",
    "requirement": "The state of one requirement.",
    "due": "The day by which a requirement is to be met.",
    "stay": "Whether enforcement is held back.",
    "measure": "A measure that holds.",
    "measure-ahead": "A measure that is proposed, threatened or ordered.",
    "platform-measure": "A withdrawal by the platform itself.",
}
GROUPS = {
    "new": "It happened between the two days.",
    "late": "It had happened before, and was recorded since.",
    "claims": "Somebody has since confirmed, denied, corrected or retracted a fact.",
}
DOUBTS = {
    "yes": "Somebody denies what it rests on.",
    "no": "Nobody denies what it rests on, or no longer.",
}
BECAME = {
    "open": "Nobody has said that it was paid, put right or set aside.",
    "challenged": "Somebody has gone to court against it.",
    "ruled": "A court has ruled on it, and how is not known.",
    "upheld": "A court has left it as it was.",
    "reduced": "A court has lowered it.",
    "remitted": "A court has sent it back to be decided again.",
    "annulled": "A court has set it aside.",
    "stayed": "It is not enforced for now.",
    "remedied": "What was found is put right.",
    "paid": "The fine is paid.",
}
SUMS = {
    "imposed": "All fines, whatever became of them.",
    "paid": "What was paid of them.",
    "annulled": "Fines that courts have set aside.",
    "reduced": "By how much courts have lowered fines.",
    "open": "Fines of which nobody has said that they were paid or set aside.",
    "unassigned": "Payments of which no fact says for which fine they are.",
}
REQUIREMENTS = {
    "representative": "Somebody in the country who answers for the platform before the law.",
    "local-office": "An office or a legal entity in the country.",
    "contact-point": "An address where authorities reach the platform.",
    "registration": "Being entered with the authority, or in its account.",
    "data-localization": "Data of the country's users are kept in the country.",
    "reporting-channel": "A way for users to report content.",
    "cooperation-agreement": "An agreement with an authority on working together.",
    "content-removal": "Taking down content that the law forbids, or an authority names.",
    "transparency-report": "A report on what was removed, and on whose request.",
    "risk-assessment": "An assessment of what harm the service may do.",
    "child-safety": "Protection of children on the service.",
    "data-access": "Researchers get access to data.",
    "age-assurance": "Finding out how old users are.",
    "grievance-officer": "A named person who answers complaints.",
    "divestiture": "The service is sold to another owner.",
    "ad-repository": "A public archive of advertisements.",
    "national-interface": "The service is offered in the national language.",
    "audience-measurement": "A meter that counts the audience.",
    "account-suspension": "Accounts are suspended where the law asks for it.",
    "account-verification": "Finding out who is behind an account.",
    "ad-labelling": "Advertisements are recognisable as such.",
    "authorised-recipient": "Somebody in the country to whom documents are served.",
    "authority-requests": "Requests of authorities are answered in time.",
    "children-access-assessment": "An assessment of whether children use the service.",
    "complaint-handling": "Complaints of users are dealt with in an ordered way.",
    "compliance-officer": "A named person who sees to it that the law is kept.",
    "data-portability": "Users can take their data elsewhere.",
    "data-retention": "Data are kept for a time that the law sets.",
    "duty-of-care": "The platform takes reasonable care that users come to no harm.",
    "live-blocking": "Live streams can be stopped.",
    "notification": "The authority is told of the service.",
    "safety-measures": "Measures that make the service safer.",
    "self-regulation-officer": "A named person who is responsible for self-regulation.",
    "specific-measures": "Measures against terrorist content, where an authority asks for them.",
    "statement-of-reasons": "Users are told why their content was restricted.",
    "tax-registration": "Being entered with the tax authority.",
    "threat-notification": "Threats to life are reported to the authorities.",
    "traceability": "It can be found out who first sent a message.",
    "user-rules": "The rules of use are there in the national language.",
    "guardian-linked-accounts": "Accounts of minors are linked to a guardian's.",
    "parental-controls": "Parents can limit what children see and do.",
    "no-profiling-of-minors": "Minors are shown no advertising by their profile.",
    "record-keeping": "Records of what was done are kept.",
    "political-ad-labelling": "Political advertising says who pays for it.",
    "targeting-limits": "Limits of whom advertising may be aimed at.",
    "out-of-court-settlement": "Disputes can be settled without a court.",
    "user-numbers": "The number of users is published at set times.",
    "recommender-transparency": "How content is recommended is explained.",
    "independent-audit": "Independent auditors look at how the law is kept.",
    "recommender-choice": "Users can have content recommended without their profile.",
    "compliance-function": "A department of its own sees to it that the law is kept.",
    "supervisory-fee": "The platform pays for its supervision.",
    "parental-consent": "Parents agree before children's data are used.",
    "safety-by-default": "The safest settings are those at the start.",
    "privacy-notice": "Users are told what is done with their data.",
    "security-safeguards": "Data are protected against theft and loss.",
    "breach-notification": "Lost or stolen data are reported.",
    "data-protection-officer": "A named person who sees to the protection of data.",
    "account-age-limit": "Nobody below an age has an account.",
    "licence-conditions": "What the licence asks for is kept.",
    "user-guidelines": "Guidelines that tell users what is allowed.",
    "user-controls": "Tools with which users protect themselves.",
    "safety-plan": "A plan of how the service is kept safe.",
    "age-rating": "Content says for which age it is fit.",
}

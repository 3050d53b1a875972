"""The vocabulary: one event class for each type of fact, under its stored name."""

from __future__ import annotations

from typing import ClassVar

from aggregates.vocabulary.effects import ADVERTISING, SERVICE, Act, Effect, Level
from aggregates.vocabulary.fields import (
    BlockObservation,
    Designation,
    Easing,
    Fine,
    Inquiry,
    Jurisdiction,
    Matter,
    Observation,
    Operator,
    Order,
    PlatformName,
    Proposal,
    RemovalFigure,
    Renaming,
    Restoration,
    Resumption,
    Retirement,
    Ruling,
    SanctionStep,
    Service,
    Stay,
    Withdrawal,
)
from aggregates.vocabulary.shapes import (
    AnswerFact,
    ClaimFact,
    CorrectionFact,
    DatedDemandFact,
    DemandFact,
    DialogueFact,
    DocumentFact,
    Fact,
    FigureFact,
    InstrumentFact,
    MeasureEndFact,
    MeasureFact,
    PersonFact,
    PlatformFact,
    PromiseFact,
    RelationshipFact,
    RepresentationFact,
    RepresentationPledgeFact,
    StepFact,
)


class RepresentativePledged(
    RepresentationPledgeFact, frozen=True, kw_only=True, tag="representative-pledged"
):
    """The platform is said to be ready to name a legal representative."""

    EFFECT: ClassVar = Effect(Act.PLEDGE, requirement="representative")


class RepresentativeAppointed(
    RepresentationFact, frozen=True, kw_only=True, tag="representative-appointed"
):
    """A legal representative is named."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="representative")


class RepresentativeWithdrawn(
    RepresentationFact, frozen=True, kw_only=True, tag="representative-withdrawn"
):
    """The legal representative is gone, and nobody took the place."""

    EFFECT: ClassVar = Effect(Act.LAPSE, requirement="representative")


class LocalOfficePledged(PromiseFact, frozen=True, kw_only=True, tag="local-office-pledged"):
    """The platform is said to be ready to open an office in the country."""

    EFFECT: ClassVar = Effect(Act.PLEDGE, requirement="local-office")


class LocalOfficeOpened(StepFact, frozen=True, kw_only=True, tag="local-office-opened"):
    """An office in the country is open."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="local-office")


class LocalOfficeClosed(StepFact, frozen=True, kw_only=True, tag="local-office-closed"):
    """The office in the country is closed."""

    EFFECT: ClassVar = Effect(Act.LAPSE, requirement="local-office")


class ContactPointProvided(
    RepresentationFact, frozen=True, kw_only=True, tag="contact-point-provided"
):
    """A contact for the authorities is given."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="contact-point")


class ContactPointWithdrawn(
    RepresentationFact, frozen=True, kw_only=True, tag="contact-point-withdrawn"
):
    """The contact for the authorities is gone."""

    EFFECT: ClassVar = Effect(Act.LAPSE, requirement="contact-point")


class RegistrationCompleted(StepFact, frozen=True, kw_only=True, tag="registration-completed"):
    """The platform is registered with the authority."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="registration")


class RegistrationRevoked(StepFact, frozen=True, kw_only=True, tag="registration-revoked"):
    """The registration is taken away."""

    EFFECT: ClassVar = Effect(Act.LAPSE, requirement="registration")


class DataLocalizationPledged(
    PromiseFact, frozen=True, kw_only=True, tag="data-localization-pledged"
):
    """The platform is said to be ready to keep data in the country."""

    EFFECT: ClassVar = Effect(Act.PLEDGE, requirement="data-localization")


class DataLocalizationCompleted(
    StepFact, frozen=True, kw_only=True, tag="data-localization-completed"
):
    """Data is kept in the country, as the law asks."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="data-localization")


class DataLocalizationRefused(StepFact, frozen=True, kw_only=True, tag="data-localization-refused"):
    """The platform refuses to keep data in the country."""

    EFFECT: ClassVar = Effect(Act.REFUSE, requirement="data-localization")


class ReportingChannelOpened(StepFact, frozen=True, kw_only=True, tag="reporting-channel-opened"):
    """The authority or the public has a channel to report content."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="reporting-channel")


class ReportingChannelClosed(StepFact, frozen=True, kw_only=True, tag="reporting-channel-closed"):
    """The channel to report content is closed."""

    EFFECT: ClassVar = Effect(Act.LAPSE, requirement="reporting-channel")


class AgreementReported(PromiseFact, frozen=True, kw_only=True, tag="agreement-reported"):
    """An agreement is said to be made, and not yet seen concluded."""

    EFFECT: ClassVar = Effect(Act.PLEDGE, requirement="cooperation-agreement")


class AgreementConcluded(StepFact, frozen=True, kw_only=True, tag="agreement-concluded"):
    """An agreement on cooperation is concluded."""

    EFFECT: ClassVar = Effect(Act.MEET, requirement="cooperation-agreement")


class AgreementEnded(StepFact, frozen=True, kw_only=True, tag="agreement-ended"):
    """The agreement on cooperation has run out or was ended, with nobody at fault."""

    EFFECT: ClassVar = Effect(Act.END, requirement="cooperation-agreement")


class ObligationImposed(DatedDemandFact, frozen=True, kw_only=True, tag="obligation-imposed"):
    """A law or an authority obliges the platform."""

    EFFECT: ClassVar = Effect(Act.IMPOSE)


class ObligationExtended(DatedDemandFact, frozen=True, kw_only=True, tag="obligation-extended"):
    """The deadline of an obligation is moved."""

    EFFECT: ClassVar = Effect(Act.EXTEND)


class ObligationWaived(DemandFact, frozen=True, kw_only=True, tag="obligation-waived"):
    """The obligation is taken away."""

    EFFECT: ClassVar = Effect(Act.WAIVE)


class CommitmentMade(DatedDemandFact, frozen=True, kw_only=True, tag="commitment-made"):
    """The platform commits itself."""

    EFFECT: ClassVar = Effect(Act.PLEDGE)


class CommitmentWithdrawn(DemandFact, frozen=True, kw_only=True, tag="commitment-withdrawn"):
    """The platform takes its commitment back."""

    EFFECT: ClassVar = Effect(Act.ABANDON)


class RequirementClaimed(DemandFact, frozen=True, kw_only=True, tag="requirement-claimed"):
    """Somebody says that it is met, or has applied for it, and nobody has accepted it yet."""

    EFFECT: ClassVar = Effect(Act.CLAIM)


class RequirementMet(DemandFact, frozen=True, kw_only=True, tag="requirement-met"):
    """The requirement is met."""

    EFFECT: ClassVar = Effect(Act.MEET)


class RequirementRefused(DemandFact, frozen=True, kw_only=True, tag="requirement-refused"):
    """The platform refuses the requirement."""

    EFFECT: ClassVar = Effect(Act.REFUSE)


class RequirementLapsed(DemandFact, frozen=True, kw_only=True, tag="requirement-lapsed"):
    """What was met is so no longer, and the platform is at fault."""

    EFFECT: ClassVar = Effect(Act.LAPSE)


class RequirementEnded(DemandFact, frozen=True, kw_only=True, tag="requirement-ended"):
    """What was met or pledged has ended with nobody at fault: a term ran out, the duty is gone."""

    EFFECT: ClassVar = Effect(Act.END)


class BreachFound(DemandFact, frozen=True, kw_only=True, tag="breach-found"):
    """An authority or a court finds a breach of the requirement."""

    EFFECT: ClassVar = Effect(Act.FIND)


class BreachRemedied(DemandFact, frozen=True, kw_only=True, tag="breach-remedied"):
    """The breach is put right."""

    EFFECT: ClassVar = Effect(Act.CLEAR)


class BreachAnnulled(DemandFact, frozen=True, kw_only=True, tag="breach-annulled"):
    """A court sets the finding of a breach aside."""

    EFFECT: ClassVar = Effect(Act.CLEAR)


class FineImposed(RelationshipFact, frozen=True, kw_only=True, tag="fine-imposed"):
    """A fine is imposed; with a requirement, for a breach of it."""

    EFFECT: ClassVar = Effect(Act.FINE)

    details: Fine = Fine()


class FinePaid(DialogueFact, frozen=True, kw_only=True, tag="fine-paid"):
    """A fine is paid; with a requirement, the one for a breach of it."""

    EFFECT: ClassVar = Effect(Act.PAY)
    KNOWN: ClassVar = Fine


class EnforcementStayed(RelationshipFact, frozen=True, kw_only=True, tag="enforcement-stayed"):
    """Enforcement is held back: of a requirement, or else of measures."""

    EFFECT: ClassVar = Effect(Act.STAY)

    details: Stay = Stay()


class EnforcementResumed(RelationshipFact, frozen=True, kw_only=True, tag="enforcement-resumed"):
    """Enforcement goes on: of a requirement, or else of measures."""

    EFFECT: ClassVar = Effect(Act.RESUME)

    details: Resumption = Resumption()


class BlockProposed(RelationshipFact, frozen=True, kw_only=True, tag="block-proposed"):
    """Somebody with a say in it proposes a block."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.PROPOSED)

    details: Proposal = Proposal()


class BlockThreatened(MeasureFact, frozen=True, kw_only=True, tag="block-threatened"):
    """An authority that could block says that it may."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.THREATENED)


class BlockOrdered(RelationshipFact, frozen=True, kw_only=True, tag="block-ordered"):
    """A block is ordered, and not yet carried out."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.ORDERED)

    details: Order = Order()


class AdvertisingBanned(MeasureFact, frozen=True, kw_only=True, tag="advertising-banned"):
    """Advertising on the platform is forbidden."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.RESTRICTED, scope=ADVERTISING)


class AccessThrottled(MeasureFact, frozen=True, kw_only=True, tag="access-throttled"):
    """Access is made slow."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.RESTRICTED)


class AccessRestricted(MeasureFact, frozen=True, kw_only=True, tag="access-restricted"):
    """Access is limited, short of a block."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.RESTRICTED)


class BlockImposed(MeasureFact, frozen=True, kw_only=True, tag="block-imposed"):
    """Access is blocked."""

    EFFECT: ClassVar = Effect(Act.RAISE, level=Level.BLOCKED)


class BlockEased(RelationshipFact, frozen=True, kw_only=True, tag="block-eased"):
    """A block is eased: access is restricted from now on."""

    EFFECT: ClassVar = Effect(Act.EASE)

    details: Easing = Easing()


class BlockLifted(MeasureEndFact, frozen=True, kw_only=True, tag="block-lifted"):
    """A block, or whatever stands in its scope, is lifted."""

    EFFECT: ClassVar = Effect(Act.LIFT)


class RestrictionLifted(MeasureEndFact, frozen=True, kw_only=True, tag="restriction-lifted"):
    """A restriction, or whatever stands in its scope, is lifted."""

    EFFECT: ClassVar = Effect(Act.LIFT)


class ThreatWithdrawn(MeasureEndFact, frozen=True, kw_only=True, tag="threat-withdrawn"):
    """A proposal or a threat of a block is taken back."""

    EFFECT: ClassVar = Effect(Act.WITHDRAW_THREAT)


class ServiceWithdrawn(RelationshipFact, frozen=True, kw_only=True, tag="service-withdrawn"):
    """The platform itself withdraws its service, a feature or a region."""

    EFFECT: ClassVar = Effect(Act.WITHDRAW_SERVICE, scope=SERVICE)

    details: Withdrawal = Withdrawal()


class ServiceRestored(RelationshipFact, frozen=True, kw_only=True, tag="service-restored"):
    """The platform itself restores what it had withdrawn."""

    EFFECT: ClassVar = Effect(Act.RESTORE_SERVICE, scope=SERVICE)

    details: Restoration = Restoration()


class BlockObserved(DialogueFact, frozen=True, kw_only=True, tag="block-observed"):
    """Measurements or users see a block."""

    EFFECT: ClassVar = Effect(Act.OBSERVE_BLOCK)
    KNOWN: ClassVar = BlockObservation


class AccessObserved(DialogueFact, frozen=True, kw_only=True, tag="access-observed"):
    """Measurements or users see that access works."""

    EFFECT: ClassVar = Effect(Act.OBSERVE_ACCESS)
    KNOWN: ClassVar = Observation


class PlatformDesignated(RelationshipFact, frozen=True, kw_only=True, tag="platform-designated"):
    """An authority puts the platform under a legal instrument, in a category."""

    details: Designation = Designation()


class WarningIssued(DialogueFact, frozen=True, kw_only=True, tag="warning-issued"):
    """An authority warns the platform."""

    KNOWN: ClassVar = Matter


class ProceedingsOpened(DialogueFact, frozen=True, kw_only=True, tag="proceedings-opened"):
    """Proceedings against the platform are opened."""

    KNOWN: ClassVar = Matter


class PreliminaryFinding(DialogueFact, frozen=True, kw_only=True, tag="preliminary-finding"):
    """An authority makes its preliminary view known."""

    KNOWN: ClassVar = Matter


class InformationRequested(DialogueFact, frozen=True, kw_only=True, tag="information-requested"):
    """An authority asks the platform for information, or for what a law leaves to its request."""

    KNOWN: ClassVar = Inquiry


class CourtRuled(DialogueFact, frozen=True, kw_only=True, tag="court-ruled"):
    """A court rules in the matter."""

    KNOWN: ClassVar = Ruling


class LegalChallengeFiled(DialogueFact, frozen=True, kw_only=True, tag="legal-challenge-filed"):
    """A decision is challenged in court."""

    KNOWN: ClassVar = Matter


class SanctionImposed(RelationshipFact, frozen=True, kw_only=True, tag="sanction-imposed"):
    """A sanction other than a fine or a measure on access: payments barred, an arrest."""

    details: SanctionStep = SanctionStep()


class DataLocationDeclared(DialogueFact, frozen=True, kw_only=True, tag="data-location-declared"):
    """The platform says where data is kept."""


class AssuranceGiven(DialogueFact, frozen=True, kw_only=True, tag="assurance-given"):
    """The platform gives its word on something."""


class MembershipJoined(DialogueFact, frozen=True, kw_only=True, tag="membership-joined"):
    """The platform joins an organization or a set of principles."""


class MembershipLeft(DialogueFact, frozen=True, kw_only=True, tag="membership-left"):
    """The platform leaves an organization or a set of principles."""


class MeetingScheduled(DialogueFact, frozen=True, kw_only=True, tag="meeting-scheduled"):
    """A meeting is planned."""


class MeetingHeld(DialogueFact, frozen=True, kw_only=True, tag="meeting-held"):
    """A meeting is held."""


class NegotiationOpened(DialogueFact, frozen=True, kw_only=True, tag="negotiation-opened"):
    """Talks are opened."""


class StatementIssued(DialogueFact, frozen=True, kw_only=True, tag="statement-issued"):
    """Somebody makes a statement."""


class NoRequestsReported(DialogueFact, frozen=True, kw_only=True, tag="no-requests-reported"):
    """It is reported that no requests came."""


class RemovalRequested(FigureFact, frozen=True, kw_only=True, tag="removal-requested"):
    """Removals were asked for, as a figure."""


class RemovalReported(FigureFact, frozen=True, kw_only=True, tag="removal-reported"):
    """Removals were made, or not made, as a figure."""

    details: RemovalFigure = RemovalFigure()


class UsersReported(FigureFact, frozen=True, kw_only=True, tag="users-reported"):
    """A number of users is reported."""


class RequestAnswered(AnswerFact, frozen=True, kw_only=True, tag="request-answered"):
    """The platform answers a request, whatever the answer is."""


class FactConfirmed(ClaimFact, frozen=True, kw_only=True, tag="fact-confirmed"):
    """Somebody confirms a fact."""

    EFFECT: ClassVar = Effect(Act.CONFIRM)


class FactDenied(ClaimFact, frozen=True, kw_only=True, tag="fact-denied"):
    """Somebody denies a fact."""

    EFFECT: ClassVar = Effect(Act.DENY)


class FactCorrected(CorrectionFact, frozen=True, kw_only=True, tag="fact-corrected"):
    """The register corrects a fact, by a JSON Merge Patch (RFC 7396)."""

    EFFECT: ClassVar = Effect(Act.CORRECT)


class FactRetracted(ClaimFact, frozen=True, kw_only=True, tag="fact-retracted"):
    """The register takes a fact or a claim back."""

    EFFECT: ClassVar = Effect(Act.RETRACT)


class PlatformRegistered(PlatformFact, frozen=True, kw_only=True, tag="platform-registered"):
    """The register begins to follow a platform."""

    details: PlatformName


class PlatformRenamed(PlatformFact, frozen=True, kw_only=True, tag="platform-renamed"):
    """The platform has a new name."""

    details: Renaming


class OperatorChanged(PlatformFact, frozen=True, kw_only=True, tag="operator-changed"):
    """Somebody else runs the platform; where a jurisdiction is named, there alone."""

    jurisdiction: Jurisdiction | None = None
    details: Operator


class ServiceAdded(PlatformFact, frozen=True, kw_only=True, tag="service-added"):
    """The platform has a further service."""

    details: Service


class ServiceRemoved(PlatformFact, frozen=True, kw_only=True, tag="service-removed"):
    """The platform has a service no longer."""

    details: Service


class PlatformRetired(PlatformFact, frozen=True, kw_only=True, tag="platform-retired"):
    """The platform is gone."""

    details: Retirement = Retirement()


class InstrumentProposed(InstrumentFact, frozen=True, kw_only=True, tag="instrument-proposed"):
    """A legal instrument is proposed."""


class InstrumentAdopted(InstrumentFact, frozen=True, kw_only=True, tag="instrument-adopted"):
    """A legal instrument is adopted."""


class InstrumentInForce(InstrumentFact, frozen=True, kw_only=True, tag="instrument-in-force"):
    """A legal instrument enters into force."""


class InstrumentAmended(InstrumentFact, frozen=True, kw_only=True, tag="instrument-amended"):
    """A legal instrument is amended."""


class InstrumentRepealed(InstrumentFact, frozen=True, kw_only=True, tag="instrument-repealed"):
    """A legal instrument is repealed."""


class PersonForgotten(PersonFact, frozen=True, kw_only=True, tag="person-forgotten"):
    """The key to a person's name and contact was destroyed: nobody can read them any more."""


class DocumentArchived(DocumentFact, frozen=True, kw_only=True, tag="document-archived"):
    """A source is archived: its bytes are kept, under their SHA-256."""


TYPES: dict[str, type[Fact]] = {
    event_class.type_name(): event_class
    for event_class in (
        RepresentativePledged,
        RepresentativeAppointed,
        RepresentativeWithdrawn,
        LocalOfficePledged,
        LocalOfficeOpened,
        LocalOfficeClosed,
        ContactPointProvided,
        ContactPointWithdrawn,
        RegistrationCompleted,
        RegistrationRevoked,
        DataLocalizationPledged,
        DataLocalizationCompleted,
        DataLocalizationRefused,
        ReportingChannelOpened,
        ReportingChannelClosed,
        AgreementReported,
        AgreementConcluded,
        AgreementEnded,
        ObligationImposed,
        ObligationExtended,
        ObligationWaived,
        CommitmentMade,
        CommitmentWithdrawn,
        RequirementClaimed,
        RequirementMet,
        RequirementRefused,
        RequirementLapsed,
        RequirementEnded,
        BreachFound,
        BreachRemedied,
        BreachAnnulled,
        FineImposed,
        FinePaid,
        EnforcementStayed,
        EnforcementResumed,
        BlockProposed,
        BlockThreatened,
        BlockOrdered,
        AdvertisingBanned,
        AccessThrottled,
        AccessRestricted,
        BlockImposed,
        BlockEased,
        BlockLifted,
        RestrictionLifted,
        ThreatWithdrawn,
        ServiceWithdrawn,
        ServiceRestored,
        BlockObserved,
        AccessObserved,
        PlatformDesignated,
        WarningIssued,
        ProceedingsOpened,
        PreliminaryFinding,
        InformationRequested,
        CourtRuled,
        LegalChallengeFiled,
        SanctionImposed,
        DataLocationDeclared,
        AssuranceGiven,
        MembershipJoined,
        MembershipLeft,
        MeetingScheduled,
        MeetingHeld,
        NegotiationOpened,
        StatementIssued,
        NoRequestsReported,
        RemovalRequested,
        RemovalReported,
        UsersReported,
        RequestAnswered,
        FactConfirmed,
        FactDenied,
        FactCorrected,
        FactRetracted,
        PlatformRegistered,
        PlatformRenamed,
        OperatorChanged,
        ServiceAdded,
        ServiceRemoved,
        PlatformRetired,
        InstrumentProposed,
        InstrumentAdopted,
        InstrumentInForce,
        InstrumentAmended,
        InstrumentRepealed,
        PersonForgotten,
        DocumentArchived,
    )
}
"""Every type of fact by its stored name, in the order of the documentation."""

CLAIM_TYPES = frozenset(name for name, kind in TYPES.items() if issubclass(kind, ClaimFact))
"""The types that are about other facts."""

REQUESTS = frozenset({InformationRequested.type_name(), RemovalRequested.type_name()})
"""The types that ask for an answer."""

REQUIREMENTS = (
    "representative",
    "local-office",
    "contact-point",
    "registration",
    "data-localization",
    "reporting-channel",
    "cooperation-agreement",
    "content-removal",
    "transparency-report",
    "risk-assessment",
    "child-safety",
    "data-access",
    "age-assurance",
    "grievance-officer",
    "divestiture",
    "ad-repository",
)
"""The known requirements; the list is open, and `register doctor` names the others in use."""

"""The list Django reads: every noun's tables, and the rules that stand beside them."""

from __future__ import annotations

from varifocal.org.base import access as _access
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, Head
from varifocal.org.base.keeping import KeptFile
from varifocal.org.base.looked import Looked
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import (
    Attempt,
    Bookmark,
    Fetch,
    ImportIdentity,
    ImportProfile,
    Receipt,
    SavedView,
    SignInLink,
    StagedImport,
    StagedRow,
)
from varifocal.org.decisions import rules as _decision_rules
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Reaction, Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.direction import rules as _direction_rules
from varifocal.org.direction.goal import Goal, Measure, Reading
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.evidence import rules as _evidence_rules
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process, ProcessGoal, ProcessStep
from varifocal.org.growth.check_in import CheckIn, HelpTap
from varifocal.org.growth.encouragement import PromptAnswer
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.leaving import Erasure
from varifocal.org.growth.mentorship import Mentorship, MentorshipGoal
from varifocal.org.growth.one_to_one import AgendaPoint, AgreedAction, OneToOne, TalkHeld, TalkNote
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.growth.responsibility import Responsibility, ResponsibilitySkill
from varifocal.org.growth.stretch import Stretch
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.money.rate import Rate
from varifocal.org.people import rules as _people_rules
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Absence, Membership, Person, Team
from varifocal.org.people.seen_by import NamedViewer
from varifocal.org.people.skill import PersonSkill, PersonValue, Skill, Value
from varifocal.org.people.told import ProfileWord
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import Touch
from varifocal.org.runs.declined import DeclinedProposal
from varifocal.org.runs.run import (
    CostForecast,
    GoalForecast,
    KeptForecast,
    MeasureForecast,
    ProjectForecast,
    Proposal,
    Run,
    ScheduledTask,
)
from varifocal.org.runs.scorecard import Scorecard
from varifocal.org.runs.tentative import TentativeTask
from varifocal.org.work import rules as _work_rules
from varifocal.org.work.ask import Ask
from varifocal.org.work.baseline import Baseline
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.contribution import Contribution
from varifocal.org.work.day_sheet import DaySheet
from varifocal.org.work.doing import (
    Attendance,
    ChecklistItem,
    Comment,
    Meeting,
    Recurrence,
    TimeEntry,
    WeekAgreed,
)
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.feed import Feed
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.mode import ModeNeed, TaskMode
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.project import KindBefore, Project, Serving, StandingPurpose
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Estimate, Task, TaskKind
from varifocal.org.work.whatif import WhatIf

RULES_READ = (_access, _people_rules, _direction_rules, _work_rules, _decision_rules, _evidence_rules)
"""Importing a noun's rules registers them; naming them here says so."""

__all__ = [
    "Absence", "Account", "Adoption", "AgendaPoint", "AgreedAction", "Agreement", "Ask", "Assignment",
    "Attempt", "Attendance", "Baseline", "Bookmark", "Calendar", "Change", "CheckIn", "ChecklistItem",
    "Comment", "Company", "Consent", "Contact", "Contribution", "CostForecast", "DaySheet", "DaysMarked",
    "DecidedLine", "Decision", "DeclinedProposal", "Dependency", "Equipment", "EquipmentNeed", "Erasure",
    "Estimate", "Extra", "Feed", "Fetch", "Goal", "GoalForecast", "GrowthPlan", "GrowthStep", "Handover", "Head",
    "HelpTap", "ImportIdentity", "ImportProfile", "KeptFile", "KeptForecast", "KindBefore", "Looked", "Measure",
    "MeasureForecast", "Meeting", "Membership", "Mentorship", "MentorshipGoal", "ModeNeed", "NamedViewer",
    "OneToOne", "Opportunity", "Organization", "Outage", "Passion", "Person", "PersonSkill", "PersonValue", "Pin",
    "Praise", "Process", "ProcessGoal", "ProcessStep", "ProfileWord", "Project", "ProjectForecast",
    "PromptAnswer", "Proposal", "RaisedHand", "Rate", "Reaction", "Reading", "Receipt", "Recurrence",
    "Responsibility", "ResponsibilitySkill", "Risk", "Run", "Said", "SavedView", "ScheduledTask", "Scorecard",
    "Serving", "SignInLink", "Skill", "SkillEvidence", "SkillNeed", "StagedImport", "StagedRow",
    "StandingPurpose", "Strategy", "Stretch", "TalkHeld", "TalkNote", "Task", "TaskKind", "TaskMode", "Team",
    "Telling", "TentativeTask", "TimeEntry", "Touch", "Value", "Vision", "WeekAgreed", "WeekHeld", "WhatIf",
]  # fmt: skip

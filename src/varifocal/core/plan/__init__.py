"""The planner: from a portfolio to who does what when, and why."""

from varifocal.core.plan.checking import check as check
from varifocal.core.plan.lived import lived as lived
from varifocal.core.plan.make import Progress as Progress
from varifocal.core.plan.make import plan as plan
from varifocal.core.plan.proposing.propose import propose as propose
from varifocal.core.plan.room import free_hours as free_hours
from varifocal.core.plan.values import Explanation as Explanation
from varifocal.core.plan.values import Hold as Hold
from varifocal.core.plan.values import HoldKind as HoldKind
from varifocal.core.plan.values import Link as Link
from varifocal.core.plan.values import Move as Move
from varifocal.core.plan.values import Objective as Objective
from varifocal.core.plan.values import Placed as Placed
from varifocal.core.plan.values import Plan as Plan
from varifocal.core.plan.values import Price as Price
from varifocal.core.plan.values import Proposal as Proposal
from varifocal.core.plan.values import Remedy as Remedy
from varifocal.core.plan.values import Stop as Stop
from varifocal.core.plan.why import Explainer as Explainer
from varifocal.core.plan.why import explain as explain

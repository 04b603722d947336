"""Better plans for whole portfolios: other orders and other people, tried by the thousand in compiled code.

Not part of what `core.plan` offers, so that nobody who only dates a plan waits for the compiler to load.
"""

from varifocal.core.plan.improving.improve import Improved as Improved
from varifocal.core.plan.improving.improve import Progress as Progress
from varifocal.core.plan.improving.improve import improve as improve

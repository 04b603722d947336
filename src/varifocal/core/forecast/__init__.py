"""The forecaster: from a portfolio and its plan to chances, dates and hours, and what moves them."""

from varifocal.core.forecast.calibration import Calibration as Calibration
from varifocal.core.forecast.calibration import calibrate as calibrate
from varifocal.core.forecast.drift import TIME as TIME
from varifocal.core.forecast.drift import Drift as Drift
from varifocal.core.forecast.drift import Moved as Moved
from varifocal.core.forecast.drift import drift as drift
from varifocal.core.forecast.drift import points as points
from varifocal.core.forecast.outlook import forecast as forecast
from varifocal.core.forecast.trend import Trend as Trend
from varifocal.core.forecast.trend import trend as trend
from varifocal.core.forecast.values import Cost as Cost
from varifocal.core.forecast.values import Curve as Curve
from varifocal.core.forecast.values import Driver as Driver
from varifocal.core.forecast.values import DriverKind as DriverKind
from varifocal.core.forecast.values import Forecast as Forecast
from varifocal.core.forecast.values import GoalForecast as GoalForecast
from varifocal.core.forecast.values import Moments as Moments
from varifocal.core.forecast.values import ProjectForecast as ProjectForecast
from varifocal.core.forecast.values import TaskForecast as TaskForecast

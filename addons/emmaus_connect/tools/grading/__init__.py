from .engine import grade_device
from .measures import GradingError, kind_of, read_measures
from .rule_set import Band, Condition, Limit, RuleSet, Step

"""Both flavours of the generated client."""

from tests.harness.runway import lab as lab
from tests.harness.runway import own_environment as own_environment

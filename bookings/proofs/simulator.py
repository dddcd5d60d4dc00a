"""A registry for local runs and tests: it answers by the last digit of the number, so that every answer can be seen.

7: no such right. 8: it can't tell. 9: it is down. 0: it hangs, longer than anybody waits. Any other: the right is
confirmed to the end of the year of travel, as Russia's social services package is.
"""

import secrets
import time
from datetime import date

from bookings.proofs.registry import ProofQuestion, RegistryAnswer, RegistryDown


class SimulatedRegistry:
    """Answers at once, without a network."""

    name = "simulator"

    def ask(self, question: ProofQuestion, *, timeout_ms: int) -> RegistryAnswer:
        """This method answers by the number's last digit. Raises RegistryDown."""
        last = question.number[-1:]
        if last == "9":
            raise RegistryDown("the simulator plays dead")
        if last == "0":
            time.sleep(timeout_ms / 1000 * 2)
        reference = f"SIM-{secrets.token_hex(4)}"
        if last in {"7", "8"}:
            return RegistryAnswer(has_right=False if last == "7" else None, reference=reference)
        end_of_year = date(question.travel_date.year, 12, 31)
        return RegistryAnswer(has_right=True, until=end_of_year, reference=reference)

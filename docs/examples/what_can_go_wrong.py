"""Tell the ways apart in which a call can fail."""

from __future__ import annotations

from runway_client import (
    APIConnectionError,
    APIStatusError,
    RateLimitError,
    RequestValidationError,
    RunwayML,
)


def main(client: RunwayML) -> None:
    try:
        organization = client.organization.retrieve()
    except RequestValidationError as error:
        print("not sent:", error.problems)
    except RateLimitError as error:
        print("too many calls, also after", error.retries_taken, "retries")
    except APIStatusError as error:
        print(error.status_code, error.body, error.request_id)
    except APIConnectionError as error:
        print("no answer:", error)
    else:
        print(organization.credit_balance)


if __name__ == "__main__":
    main(RunwayML())

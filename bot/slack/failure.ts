/** What a failed call of Slack's API means: try again, and when, or not at all. */
import { webApi } from "@slack/bolt";
import { DeliveryError } from "../../core/channel-port.ts";
import { slackErrorOf } from "./web-client.ts";

/** Of Slack's own errors these alone may be gone next time. */
const PASSING = [
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "ratelimited",
  "rate_limited",
  "team_added_to_org",
  "accesslimited",
];

/** What Slack says of a message it cannot draw. */
const UNDRAWABLE = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"];

export const isUndrawable = (error: unknown): boolean =>
  UNDRAWABLE.includes(slackErrorOf(error) ?? "");

/** The method does not exist here: an emulator, a gateway, or a plan without it. */
export const isUnknownMethod = (error: unknown): boolean =>
  ["unknown_method", "method_deprecated", "not_allowed_token_type", "missing_scope"].includes(
    slackErrorOf(error) ?? "",
  ) ||
  (error instanceof webApi.WebAPIHTTPError && error.statusCode === 404);

export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1_000;
    return new DeliveryError({ final: false, retryAfterMs, reason: "Slack: too many messages" });
  }
  const said = slackErrorOf(error);
  if (said !== undefined)
    return new DeliveryError({ final: !PASSING.includes(said), reason: `Slack: ${said}` });
  if (error instanceof webApi.WebAPIHTTPError) return httpError(error);
  // Nobody knows whether the message arrived: the next try looks first.
  return new DeliveryError({ final: false, reason: "Slack did not answer" });
}

function httpError({ statusCode, headers }: webApi.WebAPIHTTPError): DeliveryError {
  const seconds = Number(headers["retry-after"]);
  const final = statusCode >= 400 && statusCode < 500 && ![408, 429].includes(statusCode);
  return new DeliveryError({
    final,
    ...(seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
    reason: `Slack answered ${statusCode}`,
  });
}

/** What a payload of Slack says; pure. What is not meant for us is named with the reason. */
import { envelope, hearEvent } from "./hear-event.ts";
import { hearInteraction } from "./hear-interaction.ts";
import { bodyHash, type Heard, type Hearing } from "./heard.ts";

export function hear(body: unknown, hearing: Hearing): Heard {
  const event = envelope.safeParse(body);
  if (event.success) return hearEvent(event.data, bodyHash(body), hearing);
  return hearInteraction(body, hearing);
}

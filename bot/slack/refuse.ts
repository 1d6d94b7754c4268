/** What somebody is told who is not answered here; programs are told nothing. */
import { afterwards } from "./afterwards.ts";
import type { Heard, Origin } from "./heard.ts";
import { wordsModal } from "./modal.ts";
import type { Answer, Hearing, SlackDeps } from "./slack-deps.ts";
import type { Speaker } from "./speaker.ts";
import { tell } from "./tell.ts";
import { plainSection } from "./text-blocks.ts";

type Refused = Extract<Speaker, { kind: "refused" }>;

export function refuse(
  deps: SlackDeps,
  heard: Extract<Heard, Origin>,
  { speaker: { reason, why }, at }: { speaker: Refused; at: Hearing },
): Answer {
  if (reason === "bot") return undefined;
  switch (heard.kind) {
    case "command":
      return { response_type: "ephemeral", text: why };
    case "form":
    case "kept":
      return { response_action: "update", view: wordsModal("Not done", why) };
    case "home":
      return afterwards(deps, "a refusal was not shown", () =>
        at.client.views.publish({
          user_id: heard.user,
          view: { type: "home", blocks: plainSection(why) },
        }),
      );
    case "messages":
    case "stop":
      return undefined;
    case "words":
    case "press":
    case "open-form":
    case "keep": {
      const { apiUrl } = deps.settings;
      const from = { client: at.client, apiUrl };
      return afterwards(deps, "a refusal was not told", () => tell(from, heard.address, why));
    }
  }
}

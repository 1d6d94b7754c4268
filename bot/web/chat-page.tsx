/** The chat page: header, conversation, message box; complete without scripts. */
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import { ImportPanel, UploadPanel } from "./import-panel.tsx";
import { renderPage } from "./layout.tsx";
import { PageForms, PRESS_FORM, ReplyView } from "./render.tsx";
import { acceptedFiles } from "./upload.ts";
import type { ImportStatus, Turn, WebSession } from "./web-deps.ts";

export interface Conversation {
  session: WebSession;
  turns: Turn[];
  imports: ImportStatus[];
  /** What someone who has not said anything yet may try. */
  suggestions: string[];
  /** Differs with every page, so that a form sent twice is one message. */
  deliveryId: string;
  maxUploadBytes: number;
}

export const chatPage = (conversation: Conversation): string =>
  renderPage({
    title: `${conversation.session.workspaceName} · Rapport`,
    kind: "chat",
    children: <Chat {...conversation} />,
  });

/** The answer to one message, as the page's script puts it in. */
export const failedReply = (sentence: string): string =>
  renderToString(
    <div class="reply">
      <p class="error" role="alert">
        {sentence}
      </p>
    </div>,
  );

function Chat(conversation: Conversation) {
  const { session, turns, imports, suggestions, deliveryId, maxUploadBytes } = conversation;
  const empty = turns.length + imports.length === 0;
  return (
    <PageForms.Provider value={{ csrf: session.csrfToken, deliveryId }}>
      <a class="skip" href="#text">
        Skip to the message box
      </a>
      <Header session={session} />
      <main class="scroller" data-scroller tabIndex={-1}>
        <div
          class="conversation"
          role="log"
          aria-label="Conversation"
          data-log
          data-zone={session.timeZone}
        >
          {empty && <Welcome name={session.userName} suggestions={suggestions} />}
          {turns.map((turn) => (
            <PastTurn turn={turn} timeZone={session.timeZone} />
          ))}
          {imports.map((status) => (
            <TurnFrame said={status.fileName} file>
              <ImportPanel status={status} />
            </TurnFrame>
          ))}
        </div>
      </main>
      <Dock session={session} deliveryId={deliveryId} maxUploadBytes={maxUploadBytes} />
      <SharedForms session={session} deliveryId={deliveryId} />
      <Templates />
    </PageForms.Provider>
  );
}

function Header({ session }: { session: WebSession }) {
  return (
    <header class="bar">
      <img src="/assets/icon.svg" alt="Rapport" width="26" height="26" />
      <strong>{session.workspaceName}</strong>
      <span class="who">{session.userName}</span>
      <form method="post" action="/sign-out">
        <input type="hidden" name="csrf" value={session.csrfToken} />
        <button class="button quiet">Sign out</button>
      </form>
    </header>
  );
}

function Welcome({ name, suggestions }: { name: string; suggestions: string[] }) {
  return (
    <section class="welcome" data-welcome>
      <h1>Hello {name.split(" ")[0]}.</h1>
      <p>
        I keep track of the people, companies and deals you work with. Ask or tell me in plain
        words; I do it and show what changed, with an Undo.
      </p>
      <p class="detail">
        You are talking to an AI-assisted system. It runs in basic mode: without a language model it
        reads requests by rules, says how it read them, and asks when it is unsure.
      </p>
      <div class="suggestions">
        {suggestions.map((text) => (
          <button class="button" form="suggest" name="text" value={text}>
            {text}
          </button>
        ))}
      </div>
      <p class="detail needs-script">
        To start from your own mail, drop an export here: mailbox, calendar, contacts or a
        spreadsheet ({acceptedFiles.join(" ")}).
      </p>
      <p class="detail without-script">
        Without scripts everything here works except bringing files; those can be imported from the
        command line.
      </p>
    </section>
  );
}

function PastTurn({ turn, timeZone }: { turn: Turn; timeZone: string }) {
  const when = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return (
    <TurnFrame
      said={turn.said}
      time={<time dateTime={turn.at.toISOString()}>{when.format(turn.at)}</time>}
    >
      <ReplyView reply={turn.reply} />
    </TurnFrame>
  );
}

interface TurnFrameProps {
  said: string;
  file?: boolean;
  time?: ComponentChildren;
  children: ComponentChildren;
}

function TurnFrame({ said, file, time, children }: TurnFrameProps) {
  return (
    <article class="turn" tabIndex={-1}>
      <div class="said">
        {time ?? <time />}
        <p class={file ? "bubble file" : "bubble"} dir="auto">
          <span class="visually-hidden">{file ? "You brought: " : "You said: "}</span>
          {file && <AttachIcon />}
          <span data-said>{said}</span>
        </p>
      </div>
      {children}
    </article>
  );
}

function Dock(props: Pick<Conversation, "session" | "deliveryId" | "maxUploadBytes">) {
  return (
    <footer class="dock">
      <form class="composer" id="composer" method="post" action="/chat/messages" data-live>
        <HiddenFields {...props} />
        <label class="attach button quiet needs-script" title="Bring files">
          <AttachIcon />
          <span class="visually-hidden">Bring files, to import or to attach</span>
          <input
            class="visually-hidden"
            type="file"
            multiple
            data-files
            data-imports={acceptedFiles.join(",")}
            data-max-bytes={props.maxUploadBytes}
            data-max-attached={MOST_ATTACHED.bytes}
          />
        </label>
        <label class="visually-hidden" for="text">
          Message
        </label>
        <textarea
          id="text"
          name="text"
          rows={1}
          required
          autoFocus
          maxLength={8000}
          placeholder="Ask or tell me something"
          enterkeyhint="send"
          autoComplete="off"
          dir="auto"
        />
        <button class="send" aria-label="Send">
          <SendIcon />
        </button>
      </form>
      <p class="detail">AI-assisted · basic mode, without a language model</p>
    </footer>
  );
}

/** Buttons anywhere on the page post through these by their `form` attribute. */
function SharedForms(props: Pick<Conversation, "session" | "deliveryId">) {
  return (
    <>
      <form id={PRESS_FORM} method="post" action="/chat/press" data-live hidden>
        <HiddenFields {...props} />
      </form>
      <form id="suggest" method="post" action="/chat/messages" data-live hidden>
        <HiddenFields {...props} />
      </form>
    </>
  );
}

const HiddenFields = ({ session, deliveryId }: Pick<Conversation, "session" | "deliveryId">) => (
  <>
    <input type="hidden" name="csrf" value={session.csrfToken} />
    <input type="hidden" name="deliveryId" value={deliveryId} />
  </>
);

/** What the script copies for a new turn, so that markup is written in one place. */
function Templates() {
  return (
    <>
      <template id="new-turn">
        <TurnFrame said="">
          <div class="reply" role="status">
            <div class="prose arriving" dir="auto" data-sentences />
            <div class="waiting">
              <i />
              <i />
              <i />
              <span class="visually-hidden" data-status>
                Working on it
              </span>
              <button class="button quiet stop" type="button" data-stop hidden>
                Stop
              </button>
            </div>
          </div>
        </TurnFrame>
      </template>
      <template id="new-upload">
        <TurnFrame said="" file>
          <UploadPanel />
        </TurnFrame>
      </template>
      <template id="new-failure">
        <div class="reply">
          <p class="error" role="alert" />
        </div>
      </template>
      <div class="drop-zone" data-drop-zone hidden aria-hidden="true">
        <p>Drop to import or attach</p>
        <p class="detail">
          {acceptedFiles.join("  ")} are imported; any other file can go out with a draft.
        </p>
      </div>
    </>
  );
}

const AttachIcon = () => (
  <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
    <path d="M20 11.5 12 19.4a5 5 0 0 1-7-7.1l8.3-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.1a1.7 1.7 0 0 1-2.4-2.3l7.6-7.5" />
  </svg>
);

const SendIcon = () => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d="M12 19.5v-15M5.5 11 12 4.5l6.5 6.5" />
  </svg>
);

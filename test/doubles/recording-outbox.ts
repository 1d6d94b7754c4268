/** An outbox that keeps what it is given, and ends each send the way it is told to. */
import type { Mail, Outbox, Sent } from "../../core/sending/outbox-port.ts";

export interface RecordingOutbox extends Outbox {
  mails: Mail[];
  /** How the next sends end. */
  end: Sent;
}

export function recordingOutbox(): RecordingOutbox {
  const mails: Mail[] = [];
  return {
    name: "recording",
    mails,
    end: { end: "sent" },
    // What is refused did not leave; what is of unknown end may have.
    send(mail) {
      if (this.end.end !== "refused") mails.push(mail);
      return Promise.resolve(this.end);
    },
  };
}

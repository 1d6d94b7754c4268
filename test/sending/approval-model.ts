/** What ought to happen to one draft, said a second time in the plainest way: no database, no code of the product. */
import { HOUR_MS, type Content, type Name } from "./approval-desk.ts";

export type ModelRole = "owner" | "admin" | "manager" | "member" | "viewer";
type Out = "approved" | "sent" | "failed" | "unknown";

interface Words {
  version: number;
  body: string;
  /** Names of what is attached. */
  files: string[];
}

/** What an undo goes back to. */
interface Shape {
  words: Words[];
  sendAt: number | null;
  shared: boolean;
  discarded: boolean;
  expiresAt: number;
}

export class Model {
  readonly to: string;
  /** A stranger's domain, written by a model: two people. */
  readonly needs: number;
  roles: Record<Name, ModelRole> = { ana: "member", tom: "member", mia: "manager" };
  shape: Shape;
  /** Versions somebody once approved: their numbers are not given again. */
  approved = new Set<number>();
  yes = new Set<Name>();
  out = new Map<number, Out>();
  goesAt = 0;
  optedOut = false;
  /** Ana's changes that can be undone: from what, to what. */
  done: { from: Shape; to: Shape }[] = [];

  constructor({ to, tainted }: Content, body: string, now: number) {
    this.to = to;
    this.needs = tainted ? 2 : 1;
    this.shape = {
      words: [{ version: 1, body, files: [] }],
      sendAt: null,
      shared: false,
      discarded: false,
      expiresAt: now + 72 * HOUR_MS,
    };
  }

  copy(): Model {
    const other = Object.create(Model.prototype) as Model;
    return other.become(this);
  }

  become(other: Model): this {
    const { yes, out, done, approved } = other;
    return Object.assign(this, other, {
      approved: new Set(approved),
      yes: new Set(yes),
      out: new Map(out),
      done: [...done],
    });
  }

  get current(): Words {
    const last = this.shape.words.at(-1);
    if (!last) throw new Error("no words");
    return last;
  }

  get state(): Out | undefined {
    return this.out.get(this.current.version);
  }

  get hasLeft(): boolean {
    return this.state === "sent" || this.state === "unknown";
  }

  may(who: Name): boolean {
    const role = this.roles[who];
    if (role === "viewer") return false;
    return who === "ana" || role !== "member";
  }

  sees(who: Name): boolean {
    return !this.shape.discarded && (who === "ana" || this.shape.shared);
  }

  /** Whether the press counts as one more yes, and what follows. */
  approve(who: Name, { version, body, files }: Words, sendAt: number | null, now: number): boolean {
    const { shape } = this;
    if (this.state !== undefined && this.state !== "failed") return false;
    const late = shape.sendAt !== null && shape.sendAt <= now && this.state !== "failed";
    const fit =
      this.sees(who) &&
      this.may(who) &&
      version === this.current.version &&
      body === this.current.body &&
      files.join() === this.current.files.join() &&
      sendAt === shape.sendAt &&
      !late &&
      shape.expiresAt >= now &&
      !this.optedOut;
    if (!fit) return false;
    this.yes.add(who);
    this.approved.add(version);
    if ([...this.yes].filter((one) => this.may(one)).length < this.needs)
      this.shape = { ...shape, shared: true };
    else {
      this.out.set(version, "approved");
      this.goesAt = Math.max(shape.sendAt ?? now, now);
    }
    return true;
  }

  void(who: Name, version: number): void {
    const fit = this.sees(who) && this.may(who) && version === this.current.version;
    if (fit && !this.hasLeft) this.withdraw();
  }

  private withdraw(): void {
    this.yes.clear();
    for (const [version, state] of this.out) if (state === "approved") this.out.delete(version);
  }

  /** A change of Ana's, through a tool. */
  change(to: Partial<Shape>): boolean {
    if (this.shape.discarded || this.roles.ana === "viewer") return false;
    const [from, next] = [this.shape, { ...this.shape, ...to }];
    return this.move(next) && this.done.push({ from, to: next }) > 0;
  }

  /** Words, time or the bin: then no yes holds any more, unless it has left; then nothing moves. */
  private move(next: Shape): boolean {
    const touches =
      next.words.at(-1)?.version !== this.shape.words.at(-1)?.version ||
      next.sendAt !== this.shape.sendAt ||
      next.discarded !== this.shape.discarded;
    if (touches && this.hasLeft) return false;
    if (touches) this.withdraw();
    this.shape = next;
    return true;
  }

  edit(body: string, now: number): boolean {
    return this.revise({ body, files: this.current.files }, now);
  }

  attach(name: string, now: number): boolean {
    const { body, files } = this.current;
    return this.revise({ body, files: files.includes(name) ? files : [...files, name] }, now);
  }

  detach(now: number): boolean {
    const { body, files } = this.current;
    return files.length > 0 && this.revise({ body, files: [] }, now);
  }

  private revise({ body, files }: Omit<Words, "version">, now: number): boolean {
    const same = body === this.current.body && files.join() === this.current.files.join();
    if (same && now <= this.shape.expiresAt) return false;
    const { words, sendAt } = this.shape;
    const kept = sendAt !== null && sendAt > now ? sendAt : null;
    const version = Math.max(this.current.version, ...this.approved) + 1;
    return this.change({
      words: [...words, { version, body, files }],
      sendAt: kept,
      expiresAt: now + 72 * HOUR_MS,
    });
  }

  schedule(sendAt: number | null, now: number): boolean {
    if (sendAt === this.shape.sendAt) return false;
    const expiresAt = Math.max(now + 72 * HOUR_MS, (sendAt ?? 0) + 24 * HOUR_MS);
    return this.change({ sendAt, expiresAt });
  }

  undo(): boolean {
    const last = this.done.at(-1);
    if (!last || this.roles.ana === "viewer") return false;
    if (JSON.stringify(last.to) !== JSON.stringify(this.shape)) return false;
    if (!this.move(last.from)) return false;
    this.done.pop();
    return true;
  }

  /** Whether a mail leaves. */
  send(end: "sent" | "unknown" | "refused", now: number): boolean {
    if (this.state !== "approved" || this.goesAt > now) return false;
    const fit =
      this.roles.ana !== "viewer" &&
      [...this.yes].every((one) => this.may(one)) &&
      this.shape.expiresAt >= now &&
      !this.optedOut;
    this.out.set(this.current.version, fit && end !== "refused" ? end : "failed");
    return fit && end !== "refused";
  }

  resolve(who: Name, as: "sent" | "failed" | "retry", now: number): void {
    if (this.state !== "unknown" || !this.may(who)) return;
    const { version } = this.current;
    this.out.set(version, as === "sent" ? "sent" : "failed");
    if (as === "retry" && !this.approve(who, this.current, this.shape.sendAt, now))
      this.out.set(version, "unknown");
  }
}

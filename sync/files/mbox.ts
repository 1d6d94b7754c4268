/** Splits an mbox stream (mboxo and mboxrd, LF and CRLF) into messages with flat memory. */

export interface MboxMessage {
  /** The message without its separator line and with ">From " unquoted; empty when `oversize`. */
  bytes: Uint8Array;
  /** 0 for the first message. */
  index: number;
  /** Line of the file at which the message begins (its separator), from 1. */
  line: number;
  /** Larger than the limit: passed over without keeping it in memory. */
  oversize: boolean;
}

const MAX_MESSAGE_BYTES = 50 * 1024 * 1024;
const LINE_AND_FROM = Buffer.from("\nFrom ");
const FROM = Buffer.from("From ");
const QUOTED_FROM = Buffer.from(">From ");
const LF = 0x0a;
const CR = 0x0d;
/** A longer "From " line is running text. Also kept back, so that a separator is never cut in two. */
const MAX_SEPARATOR = 1000;
/** Separators name a sender and a time; "From now on" after a blank line is somebody's sentence. */
const SEPARATOR =
  /^From (?:\S.{0,300}?\d{1,2}:\d{2}.{0,60}\d{4}|.{0,300}\d{4}.{0,40}\d{1,2}:\d{2}|\S+@\S+\s*$|-\s*$)/;

/** Messages in file order. Text before the first separator counts as a message when it is not blank. */
export async function* readMbox(
  stream: AsyncIterable<Uint8Array>,
  maxMessageBytes: number = MAX_MESSAGE_BYTES,
): AsyncGenerator<MboxMessage> {
  const splitter = new MboxSplitter(maxMessageBytes);
  for await (const chunk of stream) {
    splitter.add(chunk);
    yield* splitter.messages(false);
  }
  yield* splitter.messages(true);
}

/** Holds the bytes of the current message only. */
class MboxSplitter {
  readonly #limit: number;
  #buffer = Buffer.alloc(256 * 1024);
  #length = 0;
  #searchFrom = 0;
  #index = 0;
  #line = 1;
  #skippedLines = 0;
  #isFirst = true;
  #oversize = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  *messages(atEnd: boolean): Generator<MboxMessage> {
    const data = this.#buffer.subarray(0, this.#length);
    let start = 0;
    for (
      let next = this.#nextSeparator(data, atEnd);
      next >= 0;
      next = this.#nextSeparator(data, atEnd)
    ) {
      yield* this.#take(data.subarray(start, next));
      start = next;
    }
    if (atEnd) yield* this.#take(data.subarray(start));
    this.#keepFrom(atEnd ? this.#length : start);
    this.#dropWhenTooLarge();
  }

  /** Start of the next separator line after the current one; -1 when the data at hand has none. */
  #nextSeparator(data: Buffer, atEnd: boolean): number {
    for (;;) {
      const found = data.indexOf(LINE_AND_FROM, this.#searchFrom);
      if (found < 0) {
        this.#searchFrom = Math.max(this.#searchFrom, data.length - LINE_AND_FROM.length);
        return -1;
      }
      const lineEnd = data.indexOf(LF, found + 1);
      if (lineEnd < 0 && !atEnd && data.length - found < MAX_SEPARATOR) return -1;
      this.#searchFrom = found + 1;
      if (isBlankBefore(data, found) && isSeparator(data, found + 1, lineEnd)) return found + 1;
    }
  }

  *#take(message: Buffer): Generator<MboxMessage> {
    const line = this.#line;
    const oversize = this.#oversize;
    this.#line += this.#skippedLines + countLines(message);
    this.#skippedLines = 0;
    this.#oversize = false;
    const content = oversize ? Buffer.alloc(0) : unquoted(withoutSeparator(message, this.#isFirst));
    this.#isFirst = false;
    if (content.length === 0 && !oversize) return;
    const tooLarge = oversize || content.length > this.#limit;
    yield {
      bytes: tooLarge ? Buffer.alloc(0) : content,
      index: this.#index,
      line,
      oversize: tooLarge,
    };
    this.#index += 1;
  }

  #keepFrom(start: number): void {
    if (start === 0) return;
    this.#buffer.copyWithin(0, start, this.#length);
    this.#length -= start;
    this.#searchFrom = Math.max(0, this.#searchFrom - start);
  }

  #dropWhenTooLarge(): void {
    if (this.#length <= this.#limit + MAX_SEPARATOR) return;
    const drop = this.#length - MAX_SEPARATOR;
    this.#skippedLines += countLines(this.#buffer.subarray(0, drop));
    this.#oversize = true;
    this.#keepFrom(drop);
  }
}

function isBlankBefore(data: Buffer, lineFeed: number): boolean {
  const before = data[lineFeed - 1] === CR ? lineFeed - 2 : lineFeed - 1;
  return before < 0 || data[before] === LF;
}

function isSeparator(data: Buffer, start: number, lineEnd: number): boolean {
  const end = Math.min(lineEnd < 0 ? data.length : lineEnd, start + MAX_SEPARATOR);
  return SEPARATOR.test(data.toString("latin1", start, end).trimEnd());
}

/** A copy of its own, without the first line and the blank line that ends every mbox message. */
function withoutSeparator(message: Buffer, isFirst: boolean): Buffer {
  const begin =
    isFirst && !message.subarray(0, FROM.length).equals(FROM) ? 0 : message.indexOf(LF) + 1;
  if (begin === 0 && message.toString("latin1", 0, 4096).trim() === "") return Buffer.alloc(0);
  let end = message.length;
  if (message[end - 1] === LF && message[end - 2] === LF) end -= 1;
  else if (message[end - 1] === LF && message[end - 2] === CR && message[end - 3] === LF) end -= 2;
  return Buffer.from(message.subarray(begin, Math.max(begin, end)));
}

function unquoted(content: Buffer): Buffer {
  if (!content.includes(QUOTED_FROM)) return content;
  return Buffer.from(content.toString("latin1").replace(/^>(>*From )/gm, "$1"), "latin1");
}

function countLines(data: Buffer): number {
  let count = 0;
  for (let at = data.indexOf(LF); at >= 0; at = data.indexOf(LF, at + 1)) count += 1;
  return count;
}

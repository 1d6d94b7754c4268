/** Byte-level facts about a raw message: where its headers end and whether they are valid UTF-8. */
import { Buffer, isAscii, isUtf8 } from "node:buffer";

const LF = 0x0a;
const CR = 0x0d;

/** Index of the first body byte; the length of the message when it has no body. */
export function findHeaderEnd(raw: Buffer): number {
  let at = 0;
  while (at < raw.length) {
    const lineEnd = raw.indexOf(LF, at);
    if (raw[at] === LF || (raw[at] === CR && raw[at + 1] === LF)) return lineEnd + 1;
    if (lineEnd < 0) return raw.length;
    at = lineEnd + 1;
  }
  return raw.length;
}

/** Old programs put Latin-1 straight into headers; UTF-8 is all the MIME parser reads. */
export function withReadableHeaders(raw: Buffer): Buffer {
  const end = findHeaderEnd(raw);
  const headers = raw.subarray(0, end);
  if (isAscii(headers) || isUtf8(headers)) return raw;
  const readable = Buffer.from(new TextDecoder("windows-1252").decode(headers), "utf8");
  return Buffer.concat([readable, raw.subarray(end)]);
}

/** Tells a database that cannot be reached right now from a query that is wrong. */

/** Shutting down, starting up, too many connections; class 08 is the connection itself. */
const states = /^(?:08\w{3}|57P0[1-5]|53300)$/;
const sockets = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);
/** What `pg` says without a code. */
const words =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

export function isConnectionTrouble(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code !== undefined && (states.test(code) || sockets.has(code))) return true;
    if (words.test(at.message)) return true;
  }
  return false;
}

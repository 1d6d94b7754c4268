/** Tests reach this machine only: any other address is refused as soon as it is dialled. */
import net from "node:net";

const local = new Set(["127.0.0.1", "::1", "localhost", undefined, ""]);
const connect = Object.getOwnPropertyDescriptor(net.Socket.prototype, "connect")?.value as (
  ...args: unknown[]
) => net.Socket;

/** The host of `connect(port, host)`, `connect({ host })` or the normalised `connect([options])`. */
function hostOf(args: unknown[]): string | undefined {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown];
  if (typeof first === "object" && first !== null)
    return "path" in first && first.path ? undefined : (first as { host?: string }).host;
  return typeof second === "string" ? second : undefined;
}

net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (!local.has(host))
    throw new Error(`Tests may not reach the network, but something dialled ${host}`);
  return Reflect.apply(connect, this, args);
};

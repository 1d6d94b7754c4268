/** HTTP servers of a test's own, at whatever port of this machine is free. */
import http from "node:http";
import net, { type AddressInfo } from "node:net";

export interface LocalServer {
  url: string;
  /** Whatever is still under way is cut off. */
  close: () => Promise<void>;
}

export async function listenLocally(
  handler: http.Server | http.RequestListener,
): Promise<LocalServer> {
  const server = handler instanceof http.Server ? handler : http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For what takes a port and does not say which it was given. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

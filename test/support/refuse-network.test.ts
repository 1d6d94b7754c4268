import http from "node:http";
import net from "node:net";
import { expect, test } from "vitest";

test("dialling anything but this machine is refused", async () => {
  expect(() => net.connect(80, "192.0.2.1")).toThrow("may not reach the network");
  await expect(fetch("http://192.0.2.1/")).rejects.toThrow();
});

test("this machine is reached", async () => {
  const server = http.createServer((_request, response) => response.end("here"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
  server.close();
});

/** The test channel's address on a web server: the body as it came, nothing parsed. */
import express, { Router } from "express";
import { MAX_BODY, receivePigeon, type PigeonOptions } from "./pigeon-channel.ts";

export function pigeonWebhook(options: PigeonOptions): Router {
  const router = Router();
  router.post(
    "/",
    express.raw({ type: () => true, limit: MAX_BODY }),
    async (request, response) => {
      const { headers, method, path } = request;
      const body: unknown = request.body;
      const { status } = await receivePigeon(options, {
        method,
        path,
        headers: {
          "x-pigeon-time": headers["x-pigeon-time"]?.toString(),
          "x-pigeon-signature": headers["x-pigeon-signature"]?.toString(),
        },
        body: body instanceof Uint8Array ? body : new Uint8Array(),
      });
      response.sendStatus(status);
    },
  );
  return router;
}

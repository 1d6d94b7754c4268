/** What the app may do in a workspace, and no more: asked for when it is installed, named in its manifest. */
export const botScopes = [
  "app_mentions:read",
  "assistant:write",
  "chat:write",
  "commands",
  "im:history",
  "im:write",
  // What somebody brings to go out with a message.
  "files:read",
  // Who is asking, and whether they are one of us.
  "users:read",
  "users:read.email",
  // Who reads a channel, and whether it is shared with another organisation.
  "channels:read",
  "groups:read",
  "mpim:read",
] as const;

import { z } from "zod";
import { documented, httpUrl, optional, orElse, origin } from "./schema";

export const signIn = {
  GITHUB_CLIENT_ID: documented(optional(z.string()), {
    about: "people sign in with GitHub too: an OAuth app's id; its callback is <BELFRY_URL>/api/auth/callback/github",
  }),
  GITHUB_CLIENT_SECRET: documented(optional(z.string()), { about: "its secret" }),
  GITHUB_URL: documented(orElse(origin, "https://github.com"), {
    about: "a GitHub Enterprise server instead of github.com",
    example: "https://github.example.com",
  }),
  GOOGLE_CLIENT_ID: documented(optional(z.string()), {
    about:
      "people sign in with Google too: an OAuth client's id; its callback is <BELFRY_URL>/api/auth/callback/google",
  }),
  GOOGLE_CLIENT_SECRET: documented(optional(z.string()), { about: "its secret" }),
  GOOGLE_ISSUER: orElse(origin, "https://accounts.google.com"),
  SLACK_CLIENT_ID: documented(optional(z.string()), {
    about:
      "people sign in with Slack too, and admins add the app to their Slack by a click: its client id; its redirect URLs are <BELFRY_URL>/api/auth/callback/slack and <BELFRY_URL>/settings/integrations/slack",
  }),
  SLACK_CLIENT_SECRET: documented(optional(z.string()), { about: "its secret" }),
  SLACK_ISSUER: orElse(origin, "https://slack.com"),
  SLACK_API_URL: orElse(httpUrl, "https://slack.com/api/"),
};

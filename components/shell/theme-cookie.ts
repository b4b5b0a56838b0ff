import { cookies } from "next/headers";
import { THEME_COOKIE } from "./theme";

/** The theme a person chose, for the server to draw; undefined follows their system. */
export async function readTheme(): Promise<"light" | "dark" | undefined> {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  return chosen === "light" || chosen === "dark" ? chosen : undefined;
}

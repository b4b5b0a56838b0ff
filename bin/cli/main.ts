import { Command, CommanderError, Option } from "commander";
import { CATEGORIES, PRIORITIES, ROLES } from "@/db/enums";
import { STATES } from "@/lib/notifications/inbox/contract";
import { version } from "@/package.json";
import { EXIT, failureOf } from "./exit-codes";
import { list, read, readAll, unreadCount } from "./inbox";
import { send } from "./send";
import { login, logout } from "./sign-in";
import { urlOf } from "./target";
import { watch } from "./watch";

const CODES = `
Ends with 0 done, 1 failed, 2 wrong usage, 3 not signed in (or no API key), 4 refused or not found,
5 cannot be reached or is busy: try again. BELFRY_URL, BELFRY_WORKSPACE and BELFRY_API_KEY say what is not given.`;

/** Runs one of the project's own programs on a file, with the settings of the instance in its folder; answers a sentence. */
type RunHere = (program: "backup" | "restore", file: string) => Promise<string>;

/** The `belfry` command. Answers the exit code; what went wrong is one sentence on stderr. */
export async function main(args: string[], runHere: RunHere): Promise<number> {
  const program = describeProgram(runHere);
  // The reader of a pipe may leave first.
  process.stdout.on("error", () => process.exit(EXIT.ok));
  try {
    await program.parseAsync(args, { from: "user" });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { exitCode, message } = failureOf(error, addressFor(program));
    process.stderr.write(`belfry: ${message}\n`);
    return exitCode;
  }
}

function describeProgram(runHere: RunHere): Command {
  const program = new Command("belfry")
    .description("Tell people that something happened, and read your own inbox, at any Belfry.")
    .version(version)
    .exitOverride()
    .option("--url <address>", "the instance: https://belfry.example.com")
    .option("--workspace <slug>", "the workspace")
    .addOption(new Option("--format <format>", "how answers are printed").choices(["text", "json"]).default("text"))
    .addHelpText("after", CODES);
  addSignIn(program);
  addSend(program);
  addNotifications(program);
  addKeeping(program, runHere);
  return program;
}

function addKeeping(program: Command, runHere: RunHere): void {
  const keep = async (name: "backup" | "restore", file: string) => console.log(await runHere(name, file));
  program
    .command("backup")
    .description("everything of the instance in this clone, into one new file; it may run")
    .argument("<file>")
    .action((file: string) => keep("backup", file));
  program
    .command("restore")
    .description("all of that into an empty database of the instance in this clone")
    .argument("<file>")
    .action((file: string) => keep("restore", file));
}

function addSignIn(program: Command): void {
  program
    .command("login")
    .description("sign in: shows a code, and waits until you let it in by a browser")
    .action((_, command: Command) => login(command.optsWithGlobals()));
  program
    .command("logout")
    .description("end that session")
    .action((_, command: Command) => logout(command.optsWithGlobals()));
}

function addSend(program: Command): void {
  program
    .command("send")
    .description("tell people that something happened, with an API key")
    .requiredOption("--type <key>", "the event's type: job.completed")
    .option("--title <text>", "what people read first")
    .option("--body <text>", "a few more words; - reads them from stdin")
    .option("--link <link>", "where it leads: a path, or https to a host the workspace allows")
    .option("--to <people...>", "ids, e-mail addresses or @handles; without any of these three the type decides")
    .addOption(new Option("--role <roles...>", "everybody of a role").choices(ROLES))
    .option("--everyone", "the whole workspace")
    .option("--data <json>", "what the type is rendered from")
    .addOption(new Option("--priority <priority>", "how pressing it is").choices(PRIORITIES))
    .option("--subject <kind:id>", "what it is about: events of one subject gather")
    .option("--idempotency-key <key>", "the same key within 24 hours tells nobody twice")
    .option("--key <key>", "the API key; others on this machine can see it there, so rather set BELFRY_API_KEY")
    .action((_, command: Command) => send(command.optsWithGlobals()));
}

function addNotifications(program: Command): void {
  const category = () => new Option("--category <category>", "only of this category").choices(CATEGORIES);
  const group = program.command("notifications").description("your own inbox");
  group
    .command("list")
    .description("one page, newest first")
    .addOption(new Option("--state <state>", "where they are").choices(STATES))
    .option("--unread", "only what you have not read")
    .addOption(category())
    .option("--type <key>", "only of this type")
    .option("--limit <number>", "at most so many, up to 100")
    .option("--cursor <cursor>", "the page after that one")
    .action((_, command: Command) => list(command.optsWithGlobals()));
  group
    .command("unread-count")
    .description("how many you have not read")
    .action((_, command: Command) => unreadCount(command.optsWithGlobals()));
  group
    .command("read")
    .description("mark some read")
    .argument("<ids...>", "as the list shows them")
    .action((ids: string[], _, command: Command) => read(ids, command.optsWithGlobals()));
  group
    .command("mark-all-read")
    .description("mark your inbox read, or a part of it")
    .addOption(category())
    .option("--type <key>", "only of this type")
    .option("--before <moment>", "only what was there at that moment: 2026-11-21T15:00:00Z")
    .action((_, command: Command) => readAll(command.optsWithGlobals()));
  group
    .command("watch")
    .description("print each new one as it comes, until Ctrl-C")
    .option("--interval <seconds>", "how often to ask", "5")
    .action((_, command: Command) => watch(command.optsWithGlobals()));
}

/** For a sentence about a failure: the address itself may be what is wrong. */
function addressFor(program: Command): string {
  try {
    return urlOf(program.opts());
  } catch {
    return "The instance";
  }
}

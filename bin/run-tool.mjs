import { spawn } from "node:child_process";
import { root } from "./project.mjs";

/** Runs a Node script of the project or its packages to its end: its exit code (null if it was killed) and its words. */
export function runTool(script, args, cwd = root) {
  const child = spawn(process.execPath, [`${root}/${script}`, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (chunk) => {
      said[name] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...said }));
  });
}

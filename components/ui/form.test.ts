import { expect, test } from "vitest";
import { CallError } from "@/lib/http/call";
import { problemsOf } from "./form";

const LABELS = { name: "Name", linkHosts: "Hosts" };
const refusal = (...details: { path: string; message: string }[]) =>
  problemsOf(new CallError(422, "invalid", "The body is not acceptable.", details), LABELS);

test("each named field gets a sentence of its own, about itself or to the person", () => {
  expect(
    refusal({ path: "name", message: "has at most 80 characters" }, { path: "linkHosts[1]", message: "is no host" }),
  ).toEqual({ name: "Name has at most 80 characters.", linkHosts: "Hosts, line 2, is no host." });
  expect(refusal({ path: "name", message: "say a name" })).toEqual({ name: "Say a name." });
});

test("a field's first problem is the one that is said", () => {
  const problems = refusal({ path: "name", message: "say a name" }, { path: "name", message: "is taken" });
  expect(problems).toEqual({ name: "Say a name." });
});

test("what belongs to no field of the form is said of the form", () => {
  expect(refusal({ path: "other", message: "is wrong" })).toEqual({ "": "The body is not acceptable." });
  expect(problemsOf(new CallError(0, "offline", "Belfry cannot be reached."), LABELS)).toEqual({
    "": "Belfry cannot be reached.",
  });
});

import fc from "fast-check";
import { z } from "zod";
import { hostileText, hostileValue } from "./hostile";

/** As much of JSON Schema as our contracts come out as. */
interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  format?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

/** Values that pass for real because they are: ids of rows, ours and others', and names people are called by. */
export interface Real {
  ids: string[];
  names: string[];
}

/**
 * Input much like what a schema asks for, with something hostile in about one place of twenty-five: so that what is behind
 * the schema is reached, too.
 */
export function inputOf(shape: z.ZodType, real: Real): fc.Arbitrary<unknown> {
  return arbitraryOf(z.toJSONSchema(shape, { io: "input", unrepresentable: "any" }) as Schema, real);
}

function arbitraryOf(schema: Schema, real: Real): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 24, arbitrary: rightOf(schema, real) }, { weight: 1, arbitrary: hostileValue });
}

function rightOf(schema: Schema, real: Real): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map((one) => arbitraryOf(one, real)));
  switch (schema.type) {
    case "object":
      return objectOf(schema, real);
    case "array":
      return fc.array(arbitraryOf(schema.items ?? {}, real), { maxLength: 4 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "integer":
    case "number":
      return fc.oneof(fc.integer({ min: -2, max: 200 }), fc.maxSafeInteger());
    case "string":
      return textOf(schema, real);
    default:
      return hostileValue;
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, real: Real): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, arbitraryOf(one, real)]));
  const known = fc.record(fields, { requiredKeys: [] });
  const whole = fc.record(fields, { requiredKeys: required });
  const more =
    typeof additionalProperties === "object"
      ? fc.dictionary(hostileText, hostileValue, { maxKeys: 3 })
      : fc.dictionary(fc.constantFrom("extra", "ws", "userId", "role", "__proto__"), hostileValue, { maxKeys: 1 });
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 1, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(whole, more).map(([right, extra]) => ({ ...right, ...extra })) },
  );
}

const MOMENT = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());

function textOf({ format, maxLength = 40 }: Schema, real: Real): fc.Arbitrary<string> {
  if (format === "uuid") return fc.constantFrom(...real.ids);
  if (format === "date-time") return MOMENT;
  if (format === "uri") return fc.constantFrom("https://pilot.example.com", "https://pilot.example.com/a?b#c");
  return fc.oneof(
    fc.constantFrom(...real.names),
    fc.constantFrom(...real.ids),
    fc.string({ unit: "grapheme", maxLength: Math.min(maxLength, 40) }),
  );
}

import { z } from "zod";

export const mayRead = z.boolean();

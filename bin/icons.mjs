// Draws the icons that browsers, phones and notifications want from app/icon.svg. Run it when that has changed.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { root } from "./project.mjs";

const ICON = readFileSync(join(root, "app", "icon.svg"), "utf8");
const INK = "#26201a";
const FOLDER = join(root, "public", "icons");

/** Phones cut their own shape out of a maskable icon: the drawing stays in the middle, the ground goes to the edges. */
const maskable = ICON.replace(
  /<rect[^>]*>/,
  `<rect width="32" height="32" fill="${INK}"/><g transform="translate(3.2 3.2) scale(.8)">`,
).replace("</svg>", "</g></svg>");
/** Android shows a notification's badge by its shape alone. */
const badge = ICON.replace(/<rect[^>]*>/, "").replace(/#[0-9a-f]{6}/g, "#ffffff");

mkdirSync(FOLDER, { recursive: true });
await draw(ICON, 192, join(FOLDER, "192.png"));
await draw(ICON, 512, join(FOLDER, "512.png"));
await draw(maskable, 192, join(FOLDER, "maskable-192.png"));
await draw(maskable, 512, join(FOLDER, "maskable-512.png"));
await draw(badge, 96, join(FOLDER, "badge.png"));
await draw(maskable, 180, join(root, "app", "apple-icon.png"));

async function draw(svg, size, file) {
  await sharp(Buffer.from(svg), { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toFile(file);
}

// `npm start`. Only what every old Node understands stands here, so that it can say what is wrong.
var version = process.versions.node.split(".").map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error(`Belfry needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
import("./launch.mjs").then((launch) => launch.launch(process.argv.slice(2)));

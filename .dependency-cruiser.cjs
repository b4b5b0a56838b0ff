/** Who may import whom: the picture in docs/architecture.md, checked by `npm run check`. */

/** Folders of lib/ that serve every domain. Every other folder there is a domain, also one that is new. */
const infrastructure = ["auth", "egress", "email", "env", "http", "push", "realtime", "slack", "sms"];

/** Files by which a domain may enter another, beside contracts, queries and clients. */
const doorways = ["notify", "opt-out", "record"];

/** Rooms of a domain in order: each may import the ones before it, and the files that stand beside the rooms. */
const rooms = {
  notifications: [
    "catalogue",
    "event-types",
    "preferences",
    "devices",
    "destinations",
    "channels",
    "inbox",
    "events",
    "delivery",
  ],
};

const isTest = "\\.test\\.tsx?$|/testing/|/test-support\\.ts$|-bench\\.ts$";
const shipped = (path) => ({ path, pathNot: isTest });

/** Of these a browser gets the types: they bring validators along, and the server has checked what it answers. */
const forServers = ["^lib/.*[/-]contract\\.ts$", "^lib/http/endpoint\\.ts$"];
const runsAnywhere = "^lib/.*[/-](contract|operations|constants|permissions|queries|client)\\.tsx?$";
const forBrowsers = [
  runsAnywhere,
  "^lib/http/(endpoint|operation|call)\\.ts$",
  "^lib/realtime/(channels|subscribe)\\.ts$",
  "^lib/(idle|toast)\\.ts$",
  "^db/enums\\.ts$",
];
/** Packages made for browsers too; no other may come along with a contract. */
const browserPackages = ["@tanstack/react-query", "pusher-js", "react", "sonner", "zod"];
const isNodes = `^(node:)?(${require("node:module").builtinModules.join("|")})$`;

const rules = [
  { name: "no-cycles", from: {}, to: { circular: true } },
  {
    name: "no-orphans",
    from: {
      orphan: true,
      pathNot: ["^app/", "\\.d\\.m?ts$", "\\.(config|cjs)", "^(db/schema|public|e2e|tests|bench)/", "^proxy\\.ts$"],
    },
    to: {},
  },
  { name: "db-knows-nobody", from: shipped("^db/"), to: { path: "^(app|components|lib|inngest|embedded|bin|tests)/" } },
  {
    name: "lib-knows-no-surface",
    from: shipped("^lib/"),
    to: { path: "^(app|components|embedded|bin|inngest/functions)/" },
  },
  { name: "jobs-are-shallow", from: shipped("^inngest/"), to: { path: "^db/", pathNot: "^db/enums\\.ts$" } },
  { name: "app-writes-no-sql", from: shipped("^app/"), to: { path: "^db/" } },
  {
    name: "browser-sees-contracts-only",
    from: shipped("^components/"),
    to: { path: "^(db|lib|inngest|embedded|app)/", pathNot: forBrowsers },
  },
  {
    name: "browser-sees-types-of-contracts",
    comment: "What is called stands in operations, what is shown in constants. See also bin/boundaries.mjs.",
    from: { path: ["^components/", ...forBrowsers], pathNot: [isTest, ...forServers] },
    to: { path: forServers, dependencyTypesNot: ["type-only"] },
  },
  {
    name: "contracts-run-anywhere",
    comment: "What a browser loads reaches nothing of the server's, through however many files.",
    from: shipped(forBrowsers),
    to: {
      path: [
        "^(db/(?!enums\\.ts)|embedded/|inngest/)",
        "^lib/(env|log)[./]",
        `node_modules/(?!(${browserPackages.join("|")})/)`,
        isNodes,
      ],
      reachable: true,
    },
  },
  {
    name: "domains-meet-at-doorways",
    from: shipped("^lib/([^/]+)"),
    to: {
      path: "^lib/[^/]+/",
      pathNot: ["^lib/$1/", `^lib/(${infrastructure.join("|")})/`, runsAnywhere, `/(${doorways.join("|")})\\.ts$`],
    },
  },
  { name: "notifications-know-no-projects", from: shipped("^lib/notifications/"), to: { path: "^lib/projects/" } },
  {
    name: "ui-knows-no-domain",
    comment:
      "Of ours only what every page has: idle moments, toasts, and the call by which forms save, for its errors.",
    from: shipped("^components/ui/"),
    to: { path: "^(lib|db|inngest|app|components/(?!ui/))", pathNot: "^lib/(idle|toast|http/call)\\.ts$" },
  },
  {
    name: "channels-are-strangers",
    comment: "A channel may import what is said of channels in general, never another channel.",
    from: { path: "^lib/notifications/channels/([^/.]+)\\.tsx?$", pathNot: ["registry\\.ts$"] },
    to: {
      path: "^lib/notifications/channels/",
      pathNot: ["/define\\.ts$", "/[^/]+-email\\.tsx$", "/shared/", "/$1[^/]*$"],
    },
  },
  {
    name: "shipping-imports-no-tests",
    from: shipped("^(app|components|lib|db|inngest|embedded|bin|public)/"),
    to: { path: "^(tests|e2e|bench)/" },
  },
  { name: "embedded-by-url-only", from: shipped("^(app|components|lib|db|inngest)/"), to: { path: "^embedded/" } },
  { name: "embedded-knows-nobody", from: shipped("^embedded/"), to: { path: "^(app|components|lib|db|inngest)/" } },
  ...Object.entries(rooms).flatMap(([domain, order]) => inOrder(domain, order)),
];

/** One rule per room, one for the files beside the rooms, one for a room that has no place in the order. */
function inOrder(domain, order) {
  const inside = `^lib/${domain}/`;
  const anyRoom = `${inside}[^/]+/`;
  const roomsOf = (names) => `${inside}(${names.join("|")})/`;
  return [
    { name: `${domain}-root-imports-no-room`, from: shipped(`${inside}[^/]+$`), to: { path: anyRoom } },
    { name: `${domain}-room-without-place`, from: { path: anyRoom, pathNot: roomsOf(order) }, to: {} },
    ...order.map((room, i) => ({
      name: `${domain}-order-${room}`,
      from: shipped(roomsOf([room])),
      to: { path: anyRoom, pathNot: roomsOf(order.slice(0, i + 1)) },
    })),
  ];
}

module.exports = {
  forbidden: rules.map((rule) => ({ severity: "error", ...rule })),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|\\.belfry)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

/** Who may import whom: the picture in docs/architecture.md, checked by `npm run check`. */
const isTest = "\\.test\\.tsx?$|/testing/|/test-support\\.ts$|-bench\\.ts$";
const domains = "(notifications|projects|workspaces|profile|health|integrations)";

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["^app/", "\\.d\\.m?ts$", "\\.(config|cjs)", "^(db/schema|public|e2e|tests|bench)/", "^proxy\\.ts$"],
      },
      to: {},
    },
    {
      name: "db-knows-nobody",
      comment: "db/ imports nothing of ours.",
      severity: "error",
      from: { path: "^db/", pathNot: isTest },
      to: { path: "^(app|components|lib|inngest|embedded|bin|tests)/" },
    },
    {
      name: "lib-knows-no-surface",
      severity: "error",
      from: { path: "^lib/", pathNot: isTest },
      to: { path: "^(app|components|embedded|bin|inngest/functions)/" },
    },
    {
      name: "jobs-are-shallow",
      severity: "error",
      from: { path: "^inngest/", pathNot: isTest },
      to: { path: "^db/", pathNot: "^db/enums\\.ts$" },
    },
    { name: "app-writes-no-sql", severity: "error", from: { path: "^app/", pathNot: isTest }, to: { path: "^db/" } },
    {
      name: "browser-sees-contracts-only",
      severity: "error",
      from: { path: "^components/", pathNot: isTest },
      to: {
        path: "^(db|lib|inngest|embedded|app)/",
        pathNot: [
          "^db/enums\\.ts$",
          "^lib/.*(contract|queries|client)\\.tsx?$",
          "^lib/http/(endpoint|call)\\.ts$",
          "^lib/realtime/(channels|subscribe|contract)\\.ts$",
        ],
      },
    },
    {
      name: "contracts-run-anywhere",
      severity: "error",
      from: { path: "^lib/.*(contract|queries|client)\\.tsx?$" },
      to: { path: "^(db/(?!enums\\.ts)|embedded/|inngest/)" },
    },
    {
      name: "domains-meet-at-doorways",
      severity: "error",
      from: { path: `^lib/${domains}/`, pathNot: isTest },
      to: { path: `^lib/${domains}/`, pathNot: ["^lib/$1/", "/(contract|queries|client|notify|record)\\.tsx?$"] },
    },
    {
      name: "ui-knows-no-domain",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^(lib|db|inngest|app|components/(?!ui/))" },
    },
    {
      name: "channels-are-strangers",
      comment: "A channel may import what is said of channels in general, never another channel.",
      severity: "error",
      from: { path: "^lib/notifications/channels/([^/.]+)\\.tsx?$", pathNot: ["registry\\.ts$"] },
      to: {
        path: "^lib/notifications/channels/",
        pathNot: ["/define\\.ts$", "/[^/]+-email\\.tsx$", "/shared/", "/$1[^/]*$"],
      },
    },
    {
      name: "shipping-imports-no-tests",
      severity: "error",
      from: { path: "^(app|components|lib|db|inngest|embedded|bin|public)/", pathNot: isTest },
      to: { path: "^(tests|e2e|bench)/" },
    },
    {
      name: "embedded-by-url-only",
      severity: "error",
      from: { path: "^(app|components|lib|db|inngest)/", pathNot: isTest },
      to: { path: "^embedded/" },
    },
    {
      name: "embedded-knows-nobody",
      severity: "error",
      from: { path: "^embedded/", pathNot: isTest },
      to: { path: "^(app|components|lib|db|inngest)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|node_modules|\\.belfry)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

// Found beside the configuration or, as ./dev lint installs them, through NODE_PATH.
const js = require("@eslint/js");
const globals = require("globals");

const odoo = { odoo: "readonly", luxon: "readonly", owl: "readonly" };

module.exports = [
    { ignores: [".dev/**", "node_modules/**", "**/static/lib/**"] },
    js.configs.recommended,
    {
        files: ["**/*.js", "**/*.mjs"],
        languageOptions: { ecmaVersion: 2024, sourceType: "module" },
        rules: {
            eqeqeq: "error",
            "no-console": "error",
            "no-unused-vars": ["error", { args: "none" }],
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
        },
    },
    {
        // what runs in the browser, inside Odoo
        files: ["**/static/src/**/*.js", "**/static/tests/{tours,unit}/**/*.js"],
        languageOptions: { globals: { ...globals.browser, ...odoo } },
    },
    {
        // the kernel runs in plain Node too: neither a browser nor Odoo
        files: ["**/static/src/core/**/*.js"],
        languageOptions: {
            globals: {
                ...Object.fromEntries(Object.keys(globals.browser).map((name) => [name, "off"])),
                ...Object.fromEntries(Object.keys(odoo).map((name) => [name, "off"])),
                ...globals["shared-node-browser"],
            },
        },
        rules: {
            "no-restricted-imports": [
                "error",
                { patterns: [{ regex: "^[^.]", message: "The kernel imports by relative path." }] },
            ],
        },
    },
    {
        files: ["**/static/tests/core/**/*.mjs"],
        languageOptions: { globals: globals.node },
    },
    {
        // a tour tells its evidence to the console, where the test reads it
        files: ["**/static/tests/**/*.{js,mjs}"],
        rules: { "no-console": "off" },
    },
    {
        files: ["*.cjs"],
        languageOptions: { sourceType: "commonjs", globals: globals.node },
    },
];

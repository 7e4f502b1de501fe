module.exports = {
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    bracketSameLine: true,
    xmlSelfClosingSpace: true,
    // "ignore" would change the text that QWeb shows
    xmlWhitespaceSensitivity: "preserve",
    plugins: [require.resolve("@prettier/plugin-xml")],
};

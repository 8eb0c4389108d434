// Reads a workbook and writes it again as a library does: node resave.js LIBRARY FROM TO
const [library, from, to] = process.argv.slice(2);

async function main() {
  if (library === "exceljs") {
    const book = new (require("exceljs").Workbook)();
    await book.xlsx.readFile(from);
    await book.xlsx.writeFile(to);
  } else {
    const sheets = require("xlsx");
    sheets.writeFile(sheets.readFile(from, { cellStyles: true, cellFormula: true }), to);
  }
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});

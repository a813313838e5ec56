// Fills a PDF form with pdf.js, the engine of Firefox, and saves it as its « save » button does.
//
//   node fill.mjs source.pdf target.pdf answers.json     (answers: control name → list of export values or texts)
import { readFileSync, writeFileSync } from "node:fs";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const [source, target, answersFile] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(answersFile, "utf8"));
const fonts = new URL("node_modules/pdfjs-dist/standard_fonts/", import.meta.url).pathname;

function valueFor(widget, values) {
  if (widget.fieldType === "Tx") return values[0] ?? "";
  return values.includes(widget.radioButton ? widget.buttonValue : widget.exportValue);
}

const loading = getDocument({ data: new Uint8Array(readFileSync(source)), standardFontDataUrl: fonts, verbosity: 0 });
const document = await loading.promise;
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  for (const widget of await page.getAnnotations()) {
    const values = answers[widget.fieldName];
    if (values !== undefined) document.annotationStorage.setValue(widget.id, { value: valueFor(widget, values) });
  }
}
writeFileSync(target, await document.saveDocument());
await loading.destroy();

// Fills a PDF form with pdf-lib, the engine of many web tools, and saves it anew.
//
//   node fill.mjs source.pdf target.pdf answers.json     (answers: control name → list of export values or texts)
import { readFileSync, writeFileSync } from "node:fs";
import { PDFCheckBox, PDFDocument, PDFRadioGroup, PDFTextField } from "pdf-lib";

const [source, target, answersFile] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(answersFile, "utf8"));

function fill(field, values) {
  if (field instanceof PDFTextField) field.setText(values[0] ?? "");
  else if (field instanceof PDFRadioGroup) values.length ? field.select(values[0]) : field.clear();
  else if (field instanceof PDFCheckBox) values.length ? field.check() : field.uncheck();
  else throw new Error(`no way to fill ${field.getName()}`);
}

const document = await PDFDocument.load(readFileSync(source));
const form = document.getForm();
for (const [name, values] of Object.entries(answers)) fill(form.getField(name), values);
writeFileSync(target, await document.save());

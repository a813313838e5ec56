// Fills a PDF form with MuPDF, as its viewer does: toggle a box, type in an entry.
//
//   mutool run mutool_fill.js source.pdf target.pdf marks.json options
//
// marks: page and rank among the page's widgets, both from 0, and a text, or null for a box to tick.
// options: how MuPDF saves, « incremental » or « garbage ».
var document = new PDFDocument(scriptArgs[0]);
var marks = JSON.parse(read(scriptArgs[2]));
var pages = [];

function widget(mark) {
    if (!pages[mark.page]) pages[mark.page] = document.loadPage(mark.page);
    return pages[mark.page].getWidgets()[mark.rank];
}

marks.forEach(function (mark) {
    var found = widget(mark);
    if (mark.text === null) found.toggle();
    else found.setTextValue(mark.text);
    found.update();
});
document.save(scriptArgs[1], scriptArgs[3]);

"""One open workbook on a desk: tick, commands, delivery, views. The same in every host."""

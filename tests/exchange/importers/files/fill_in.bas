' Fills in the form that `register mapping template` writes, as a person types: text by text, and
' numbers and days as LibreOffice takes them. See README.md.

Sub FillIn(folder As String)
    Good(folder)
    Mistakes(folder)
End Sub

Sub Good(folder As String)
    form = Opened(folder)
    PutRow(form, 1, "block-imposed", "tiktok", "KZ", "2024-03")
    PutRow(form, 2, "obligation-imposed", "tiktok", "Russia", "2024-01-15")
    Put(form, 2, "details.requirement", "local-office")
    PutDay(form, 2, "details.due", 2024, 12, 31)
    Put(form, 2, "actor.name", "Роскомнадзор")
    Put(form, 2, "actor.role", "authority")
    PutRow(form, 3, "removal-requested", "tiktok", "Türkiye", "2024-01/2024-06")
    PutNumber(form, 3, "details.count", 1204)
    Put(form, 3, "details.unit", "items")
    PutRow(form, 4, "removal-requested", "meta", "KZ", "2024-01/2024-06")
    PutNumber(form, 4, "details.count", 0)
    PutRow(form, 5, "block-imposed", "meta", "RU", "")
    PutDay(form, 5, "occurred", 2022, 3, 11)
    Put(form, 5, "details.services", "instagram; facebook")
    Saved(form, folder & "/filled-in.xlsx")
End Sub

Sub Mistakes(folder As String)
    form = Opened(folder)
    PutRow(form, 1, "block-imposd", "tiktok", "KZ", "2024-03")
    PutRow(form, 2, "block-imposed", "tiktk", "KZ", "2024-03")
    PutRow(form, 3, "block-imposed", "tiktok", "Kazahstan", "2024-03")
    PutRow(form, 4, "block-imposed", "tiktok", "KZ", "March")
    PutRow(form, 5, "obligation-imposed", "tiktok", "KZ", "2024-03")
    PutRow(form, 6, "removal-requested", "tiktok", "KZ", "2024-03")
    Put(form, 6, "details.count", "many")
    PutRow(form, 7, "block-imposed", "tiktok", "KZ", "")
    PutRow(form, 8, "block-imposed", "tiktok", "KZ", "2024-03")
    Put(form, 8, "sources.title", "")
    PutRow(form, 9, "block-imposed", "tiktok", "KZ", "2024-03")
    Put(form, 9, "sources.url", "nowhere")
    PutRow(form, 10, "block-imposed", "tiktok", "KZ", "2024-03")
    Cell(form, 10, "note").setFormula("=A2&A3")
    Saved(form, folder & "/mistakes.xlsx")
End Sub

Function Opened(folder As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden"
    hidden(0).Value = True
    Opened = StarDesktop.loadComponentFromURL(ConvertToURL(folder & "/facts.xlsx"), "_blank", 0, hidden())
End Function

Sub Saved(form, path As String)
    Dim kind(0) As New com.sun.star.beans.PropertyValue
    kind(0).Name = "FilterName"
    kind(0).Value = "Calc MS Excel 2007 XML"
    form.storeToURL(ConvertToURL(path), kind())
    form.close(True)
End Sub

Sub PutRow(form, row As Integer, what As String, platform As String, place As String, day As String)
    Put(form, row, "type", what)
    Put(form, row, "platform", platform)
    Put(form, row, "jurisdiction", place)
    Put(form, row, "occurred", day)
    Put(form, row, "sources.title", "A paper")
End Sub

Function Cell(form, row As Integer, name As String)
    sheet = form.Sheets.getByName("Facts")
    column = 0
    Do While sheet.getCellByPosition(column, 0).String <> name
        column = column + 1
    Loop
    Cell = sheet.getCellByPosition(column, row)
End Function

Sub Put(form, row As Integer, name As String, text As String)
    Cell(form, row, name).setString(text)
End Sub

Sub PutNumber(form, row As Integer, name As String, number As Double)
    Dim locale As New com.sun.star.lang.Locale
    place = Cell(form, row, name)
    place.NumberFormat = form.NumberFormats.getStandardFormat(com.sun.star.util.NumberFormat.NUMBER, locale)
    place.setValue(number)
End Sub

Sub PutDay(form, row As Integer, name As String, y As Integer, m As Integer, d As Integer)
    Dim locale As New com.sun.star.lang.Locale
    place = Cell(form, row, name)
    place.NumberFormat = form.NumberFormats.getStandardFormat(com.sun.star.util.NumberFormat.DATE, locale)
    place.setValue(DateSerial(y, m, d))
End Sub

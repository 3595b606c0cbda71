@"%TSVISION_NODE%" "%~dp0..\..\..\dist\cli\main.js" %*

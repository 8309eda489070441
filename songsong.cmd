@echo off
rem SPDX-License-Identifier: Apache-2.0
rem The songsong command on Windows: builds what is missing or older than its sources, then runs the lab.
setlocal
set "SONGSONG_HOME=%~dp0"
if "%SONGSONG_HOME:~-1%"=="\" set "SONGSONG_HOME=%SONGSONG_HOME:~0,-1%"
set "SONGSONG_LAB=%SONGSONG_HOME%\examples\lab\target"
set "SONGSONG_ARGS=%SONGSONG_LAB%\songsong.args"

rem JAVA_HOME if it is 25 or newer, else the first JDK 25 where JDKs get installed.
set "SONGSONG_JAVA="
if defined JAVA_HOME call :candidate "%JAVA_HOME%"
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*" "%ProgramFiles%\Zulu\zulu-25*" "%ProgramFiles%\Amazon Corretto\jdk25*" "%USERPROFILE%\.jdks\*25*" "%USERPROFILE%\scoop\apps\temurin25-jdk\current") do call :candidate "%%~d"
if not defined SONGSONG_JAVA (
  echo java: %JAVA_HOME% ^(expected: a JDK 25 or newer^); install Temurin 25 or set JAVA_HOME>&2
  exit /b 2
)
set "JAVA_HOME=%SONGSONG_JAVA%"

rem PowerShell, which every Windows has, compares the times; a deleted file changes its folder's.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$ErrorActionPreference = 'SilentlyContinue'; Set-Location -LiteralPath $env:SONGSONG_HOME;" ^
  "$made = Get-Item -LiteralPath $env:SONGSONG_ARGS; if (-not $made) { exit 1 };" ^
  "$sources = @(Get-Item pom.xml, */pom.xml, */*/pom.xml, */src/main, */*/src/main);" ^
  "$sources += @(Get-ChildItem -Recurse */src/main, */*/src/main);" ^
  "if ($sources | Where-Object { $_.LastWriteTimeUtc -gt $made.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 };" ^
  "foreach ($entry in (Get-Content -LiteralPath ($env:SONGSONG_LAB + '\classpath.txt') -Raw).Trim().Split(';')) { if (-not (Test-Path -LiteralPath $entry)) { exit 1 } }"
if not errorlevel 1 goto run

echo songsong: building (the first time takes a minute)>&2
pushd "%SONGSONG_HOME%"
call mvnw.cmd -q -pl examples/lab -am package -DskipTests -Dmaven.javadoc.skip=true -Dmaven.source.skip=true -Dspotless.check.skip=true 1>&2
set "SONGSONG_BUILT=%errorlevel%"
popd
if not "%SONGSONG_BUILT%"=="0" exit /b %SONGSONG_BUILT%
rem The class path is longer than a command line may be: java reads it from a file, with plain slashes.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$path = $env:SONGSONG_LAB + '\lab.jar;' + (Get-Content -LiteralPath ($env:SONGSONG_LAB + '\classpath.txt') -Raw).Trim();" ^
  "[IO.File]::WriteAllText($env:SONGSONG_ARGS, '-cp ' + [char]34 + $path.Replace('\', '/') + [char]34)"

:run
"%JAVA_HOME%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "-Dsongsong.home=%SONGSONG_HOME%" "@%SONGSONG_ARGS%" dev.songsong.lab.Main %*
exit /b %errorlevel%

:candidate
if defined SONGSONG_JAVA exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul') do (
  for /f "delims=" %%n in ("%%~v") do call :newer "%%n" "%~1"
)
exit /b 0

:newer
set "SONGSONG_NUMBER=%~1"
set "SONGSONG_NUMBER=%SONGSONG_NUMBER:"=%"
if %SONGSONG_NUMBER% geq 25 set "SONGSONG_JAVA=%~2"
exit /b 0

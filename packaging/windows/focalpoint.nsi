; The installer for Windows: for one person, without administrator rights, in three languages. It asks for no restart
; and touches no vault. Built on any system: makensis -DVERSION=… -DFOLDER=… -DOUT=… packaging/windows/focalpoint.nsi
; (packaging/windows/build.sh does it). Not yet run on Windows itself: docs/release.md has the list to go through.
Unicode true
!ifndef VERSION
  !error "Name the version: -DVERSION=1.2.3"
!endif
!ifndef FOLDER
  !error "Name the frozen folder: -DFOLDER=..."
!endif
Name "Focal Point"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Focal Point"
InstallDirRegKey HKCU "Software\Focal Point" "Folder"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "Focal Point ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Focal Point"
VIAddVersionKey "FileDescription" "Focal Point"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\focalpoint.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Arabic"
!insertmacro MUI_LANGUAGE "French"

LangString Running ${LANG_ENGLISH} "Focal Point is open. Close it, then try again."
LangString Running ${LANG_ARABIC} "البرنامج مفتوح. أغلقه ثم أعد المحاولة."
LangString Running ${LANG_FRENCH} "Point focal est ouvert. Fermez-le, puis réessayez."
LangString Wrong ${LANG_ENGLISH} "Focal Point needs a 64-bit Windows."
LangString Wrong ${LANG_ARABIC} "يحتاج البرنامج إلى نظام ويندوز 64 بت."
LangString Wrong ${LANG_FRENCH} "Point focal demande un Windows 64 bits."
LangString Title ${LANG_ENGLISH} "Focal Point"
LangString Title ${LANG_ARABIC} "جهة التنسيق"
LangString Title ${LANG_FRENCH} "Point focal"
LangString Bundle ${LANG_ENGLISH} "Focal Point bundle"
LangString Bundle ${LANG_ARABIC} "حزمة جهة التنسيق"
LangString Bundle ${LANG_FRENCH} "Pli de Point focal"
LangString Card ${LANG_ENGLISH} "Focal Point identity card"
LangString Card ${LANG_ARABIC} "بطاقة هوية جهة التنسيق"
LangString Card ${LANG_FRENCH} "Carte d’identité de Point focal"
LangString Note ${LANG_ENGLISH} "Focal Point note of replacement"
LangString Note ${LANG_ARABIC} "إشعار استبدال جهة التنسيق"
LangString Note ${LANG_FRENCH} "Note de remplacement de Point focal"
LangString Roll ${LANG_ENGLISH} "Focal Point roll of a room"
LangString Roll ${LANG_ARABIC} "قائمة قاعة جهة التنسيق"
LangString Roll ${LANG_FRENCH} "Liste de salle de Point focal"
LangString Update ${LANG_ENGLISH} "Focal Point update"
LangString Update ${LANG_ARABIC} "تحديث جهة التنسيق"
LangString Update ${LANG_FRENCH} "Mise à jour de Point focal"
LangString Certificate ${LANG_ENGLISH} "Focal Point certificate of attendance"
LangString Certificate ${LANG_ARABIC} "شهادة حضور جهة التنسيق"
LangString Certificate ${LANG_FRENCH} "Attestation de présence de Point focal"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Focal Point"
!macro Kind SUFFIX NAME
  WriteRegStr HKCU "Software\Classes\FocalPoint${SUFFIX}" "" "$(${NAME})"
  WriteRegStr HKCU "Software\Classes\FocalPoint${SUFFIX}\DefaultIcon" "" "$INSTDIR\focalpoint.exe,0"
  WriteRegStr HKCU "Software\Classes\FocalPoint${SUFFIX}\shell\open\command" "" '"$INSTDIR\focalpoint.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\${SUFFIX}\OpenWithProgids" "FocalPoint${SUFFIX}" ""
  WriteRegStr HKCU "Software\Classes\${SUFFIX}" "" "FocalPoint${SUFFIX}"
!macroend
!macro NoKind SUFFIX
  DeleteRegKey HKCU "Software\Classes\FocalPoint${SUFFIX}"
  DeleteRegValue HKCU "Software\Classes\${SUFFIX}\OpenWithProgids" "FocalPoint${SUFFIX}"
  DeleteRegKey /ifempty HKCU "Software\Classes\${SUFFIX}\OpenWithProgids"
  ReadRegStr $0 HKCU "Software\Classes\${SUFFIX}" ""
  ${If} $0 == "FocalPoint${SUFFIX}"
    DeleteRegValue HKCU "Software\Classes\${SUFFIX}" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "Software\Classes\${SUFFIX}"
!macroend
!macro MustBeClosed
  ; a program that runs cannot be opened for writing
  ${If} ${FileExists} "$INSTDIR\focalpoint.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\focalpoint.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(Running)" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(Wrong)" /SD IDOK
    Quit
  ${EndIf}
  SetShellVarContext current
FunctionEnd
Function un.onInit
  SetShellVarContext current
FunctionEnd

Section
  !insertmacro MustBeClosed
  ; what an older version left would be loaded by a newer one; nothing of a person's lies in these
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\$(Title).lnk" "$INSTDIR\focalpoint.exe"
  WriteRegStr HKCU "Software\Focal Point" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Focal Point" "Shortcut" "$SMPROGRAMS\$(Title).lnk"
  !insertmacro Kind ".fpbundle" Bundle
  !insertmacro Kind ".fpcard" Card
  !insertmacro Kind ".fptrust" Note
  !insertmacro Kind ".fproll" Roll
  !insertmacro Kind ".fpcert" Certificate
  !insertmacro Kind ".fpupdate" Update
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(Title)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\focalpoint.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  !insertmacro MustBeClosed
  ; only what was installed: vaults, settings and whatever a person put here stay
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\focalpoint.exe"
  Delete "$INSTDIR\focalpoint-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ReadRegStr $0 HKCU "Software\Focal Point" "Shortcut"
  ${If} $0 != ""
    Delete "$0"
  ${EndIf}
  !insertmacro NoKind ".fpbundle"
  !insertmacro NoKind ".fpcard"
  !insertmacro NoKind ".fptrust"
  !insertmacro NoKind ".fproll"
  !insertmacro NoKind ".fpcert"
  !insertmacro NoKind ".fpupdate"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Focal Point"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

// Generated from emails/ by scripts/compile-mails.ts: do not edit.

// What all of them begin and end with.
const head = `<!doctype html>
<html lang="{{locale}}" dir="ltr" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>{{subject}}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:520px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:520px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
<style type="text/css">
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { -webkit-font-smoothing: antialiased; font-variant-numeric: oldstyle-nums; }
h1, h2, h3 { text-wrap: balance; }
p, ul, ol { text-wrap: pretty; }
a { text-underline-offset: 3px; }
.link { text-decoration-color: {{accent}} !important; text-decoration-thickness: 1px; }
u + .ground a { color: inherit; }
#MessageViewBody a { color: inherit; }
@media only screen and (max-width: 519px) {
.sheet > table > tbody > tr > td { padding-left: 20px !important; padding-right: 20px !important; }
.nameplate > div { font-size: 44px !important; line-height: 46px !important; }
.title h1 { font-size: 29px !important; line-height: 33px !important; }
.standfirst > div { font-size: 19px !important; line-height: 28px !important; }
.epigraph { padding-left: 20px !important; }
.card-cover { padding-bottom: 20px !important; }
.cover { width: 150px !important; height: 200px !important; }
.card-text { padding-left: 0 !important; }
.go table { width: 100% !important; }
.go a { display: block !important; }
}
@media (prefers-color-scheme: dark) {
.ground, .ground > div { background-color: {{darkPaper}} !important; }
.ink > div, .ink h1, .ink h2, .ink h3, .ink p, .ink td, .ink a, .ink li { color: {{darkInk}} !important; }
.muted > div, .muted a, .muted td, .ink .muted-text { color: {{darkMuted}} !important; }
.rule p { border-top-color: {{darkRule}} !important; }
.bar p { border-top-color: {{darkInk}} !important; }
.ruled { border-color: {{darkRule}} !important; }
.link { text-decoration-color: {{darkAccent}} !important; }
.go td { background-color: {{darkAccent}} !important; }
.go a { background-color: {{darkAccent}} !important; color: {{darkPaper}} !important; }
}
[data-ogsb] .ground { background-color: {{darkPaper}} !important; }
[data-ogsc] .ink > div, [data-ogsc] .ink h1, [data-ogsc] .ink h2, [data-ogsc] .ink h3, [data-ogsc] .ink p, [data-ogsc] .ink td, [data-ogsc] .ink a, [data-ogsc] .ink li { color: {{darkInk}} !important; }
[data-ogsc] .muted > div, [data-ogsc] .muted a, [data-ogsc] .muted td, [data-ogsc] .ink .muted-text { color: {{darkMuted}} !important; }
[data-ogsc] .rule p { border-top-color: {{darkRule}} !important; }
[data-ogsc] .bar p { border-top-color: {{darkInk}} !important; }
[data-ogsb] .go td, [data-ogsb] .go a { background-color: {{darkAccent}} !important; }
[data-ogsc] .go a { color: {{darkPaper}} !important; }
</style>
<meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" />
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
<meta name="x-apple-disable-message-reformatting" />
</head>
<body  class="ground" style="word-spacing:normal;background-color:{{paper}};">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">{{preheader}}&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div>
<div aria-label="{{subject}}" aria-roledescription="email" role="article" lang="{{locale}}" dir="ltr" style="word-spacing:normal;background-color:{{paper}};">
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="sheet-outlook" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="sheet" style="margin:0px auto;max-width:600px;">
<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;">
<tbody>
<tr>
<td style="direction:ltr;font-size:0px;padding:28px 32px 0;text-align:center;">
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:536px;" ><![endif]-->
<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%">
<tbody>
<tr>
<td  style="vertical-align:top;padding:0;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="" width="100%">
<tbody>
<tr>
<td align="center" class="bar" style="font-size:0px;padding:0 0 14px;word-break:break-word;">
<p style="border-top:solid 4px {{ink}};font-size:1px;margin:0px auto;width:100%;">
</p>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 4px {{ink}};font-size:1px;margin:0px auto;width:536px;" role="presentation" width="536px" ><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
</td>
</tr>
<tr>
<td align="left" class="ink nameplate" style="font-size:0px;padding:0 0 14px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:58px;font-weight:700;letter-spacing:-2px;line-height:58px;text-align:left;color:{{ink}};"><a href="{{siteUrl}}" style="color:{{ink}};text-decoration:none;">{{name}}</a></div>
</td>
</tr>
<tr>
<td align="center" class="rule" style="font-size:0px;padding:0;word-break:break-word;">
<p style="border-top:solid 1px {{rule}};font-size:1px;margin:0px auto;width:100%;">
</p>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px {{rule}};font-size:1px;margin:0px auto;width:536px;" role="presentation" width="536px" ><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:9px 0;word-break:break-word;">
<table cellpadding="0" cellspacing="0" width="100%" border="0" style="color:{{ink}};font-family:Georgia, 'Times New Roman', serif;font-size:13px;line-height:22px;table-layout:auto;width:100%;border:none;">
<tr>
<td style="font-family:Helvetica,Arial,sans-serif;font-size:11px;line-height:16px;letter-spacing:1.6px;text-transform:uppercase;color:{{muted}};">{{{stamp}}}</td>
</tr>
</table>
</td>
</tr>
<tr>
<td align="center" class="rule" style="font-size:0px;padding:0 0 36px;word-break:break-word;">
<p style="border-top:solid 1px {{rule}};font-size:1px;margin:0px auto;width:100%;">
</p>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 1px {{rule}};font-size:1px;margin:0px auto;width:536px;" role="presentation" width="536px" ><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table align="center" border="0" cellpadding="0" cellspacing="0" class="sheet-outlook" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="sheet" style="margin:0px auto;max-width:600px;">
<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;">
<tbody>
<tr>
<td style="direction:ltr;font-size:0px;padding:0 32px;text-align:center;">
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:536px;" ><![endif]-->
<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%">
<tbody>
<tr>
<td  style="vertical-align:top;padding:0;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="" width="100%">
<tbody>
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 18px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};"><h1 style="margin:0;color:{{ink}};font-family:Georgia,'Times New Roman',serif;font-size:30px;line-height:36px;font-weight:700;letter-spacing:-0.4px;">{{title}}</h1></div>
</td>
</tr>
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 20px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{intro}}</div>
</td>
</tr>
`
const foot = `
</tbody>
</table>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table align="center" border="0" cellpadding="0" cellspacing="0" class="sheet-outlook" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  class="sheet" style="margin:0px auto;max-width:600px;">
<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;">
<tbody>
<tr>
<td style="direction:ltr;font-size:0px;padding:20px 32px 44px;text-align:center;">
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:536px;" ><![endif]-->
<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%">
<tbody>
<tr>
<td  style="vertical-align:top;padding:0;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="" width="100%">
<tbody>
<tr>
<td align="center" class="bar" style="font-size:0px;padding:0 0 18px;word-break:break-word;">
<p style="border-top:solid 4px {{ink}};font-size:1px;margin:0px auto;width:100%;">
</p>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" style="border-top:solid 4px {{ink}};font-size:1px;margin:0px auto;width:536px;" role="presentation" width="536px" ><tr><td style="height:0;line-height:0;"> &nbsp;
</td></tr></table><![endif]-->
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 14px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{{reason}}}{{{links}}}</div>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 20px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:12px;line-height:18px;text-align:left;color:{{muted}};">{{{legal}}}</div>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</div>
</body>
</html>`

/** Transactional mails as HTML; colours, words and links are filled in when one is sent. */
export const compiledTemplates = {
  confirmation: `${head}<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{plainLink}}<br /><a href="{{link}}" style="color:{{muted}};word-break:break-all;">{{link}}</a></div>
</td>
</tr>${foot}`,
  welcome: `${head}<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 20px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{more}}</div>
</td>
</tr>
<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>${foot}`,
  'already-reader': `${head}<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>${foot}`,
  'staff-sign-in': `${head}<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{plainLink}}<br /><a href="{{link}}" style="color:{{muted}};word-break:break-all;">{{link}}</a></div>
</td>
</tr>${foot}`,
  'data-export': `${head}<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{plainLink}}<br /><a href="{{link}}" style="color:{{muted}};word-break:break-all;">{{link}}</a></div>
</td>
</tr>${foot}`,
  erasure: `${head}<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 20px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{more}}</div>
</td>
</tr>
<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{plainLink}}<br /><a href="{{link}}" style="color:{{muted}};word-break:break-all;">{{link}}</a></div>
</td>
</tr>${foot}`,
  'order-confirmed': `${head}<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{{details}}}</div>
</td>
</tr>
<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:14px;line-height:22px;text-align:left;color:{{ink}};">{{{annex}}}</div>
</td>
</tr>${foot}`,
  note: `${head}{{#box}}
<tr>
<td align="left" class="ink" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};"><div style="border:3px solid;padding:18px 20px;font-size:20px;line-height:29px;"><strong style="font-size:16px;line-height:24px;">{{boxLabel}}</strong><br />{{box}}</div></div>
</td>
</tr>
{{/box}}{{#more}}
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 20px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{more}}</div>
</td>
</tr>
{{/more}}{{#details}}
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:17px;line-height:27px;text-align:left;color:{{ink}};">{{{details}}}</div>
</td>
</tr>
{{/details}}
<tr>
<td align="left" class="go" style="font-size:0px;padding:4px 0 28px;word-break:break-word;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;">
<tbody>
<tr>
<td align="center" bgcolor="{{accent}}" role="presentation" style="border:none;border-radius:2px;cursor:auto;mso-padding-alt:15px 26px;background:{{accent}};" valign="middle">
<a href="{{link}}" style="display:inline-block;background:{{accent}};color:{{paper}};font-family:Helvetica, Arial, sans-serif;font-size:16px;font-weight:700;line-height:20px;margin:0;text-decoration:none;text-transform:none;padding:15px 26px;mso-padding-alt:0px;border-radius:2px;" target="_blank">
{{button}}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
{{#note}}
<tr>
<td align="left" class="muted" style="font-size:0px;padding:0 0 12px;word-break:break-word;">
<div style="font-family:Helvetica, Arial, sans-serif;font-size:13px;line-height:20px;text-align:left;color:{{muted}};">{{note}}</div>
</td>
</tr>
{{/note}}{{#annex}}
<tr>
<td align="left" class="ink" style="font-size:0px;padding:0 0 28px;word-break:break-word;">
<div style="font-family:Georgia, 'Times New Roman', serif;font-size:14px;line-height:22px;text-align:left;color:{{ink}};">{{{annex}}}</div>
</td>
</tr>
{{/annex}}${foot}`,
} as const

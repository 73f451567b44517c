// SPDX-License-Identifier: Apache-2.0
#include "show/page_text.hpp"

#include "base/file.hpp"

namespace yolozu::show {

const std::string_view page_style = R"(
:root{color-scheme:light dark;font:15px/1.4 system-ui,sans-serif}
body{margin:0;background:Canvas;color:CanvasText}
header{padding:.6rem 1rem;border-bottom:1px solid GrayText;background:Canvas}
h1{font-size:1.1rem;margin:0 0 .3rem;overflow-wrap:anywhere}
p{margin:.2rem 0}
.controls{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;align-items:center}
.controls input[type=range]{vertical-align:middle;width:12rem;max-width:60vw}
#classes{display:flex;flex-wrap:wrap;gap:.1rem .9rem;max-height:7.5rem;overflow:auto;border:0;margin:.3rem 0 0;padding:0}
#classes label,.controls label{white-space:nowrap}
#classes svg{width:.8em;height:.8em}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:.8rem;padding:.8rem}
figure{margin:0;min-width:0}
figure.wide{grid-column:1/-1}
figure.gone{display:none}
.picture{position:relative;cursor:zoom-in}
.wide .picture{cursor:zoom-out}
img{display:block;width:100%;height:auto}
.picture svg{position:absolute;inset:0;width:100%;height:100%}
figcaption{overflow-wrap:anywhere;font-size:.85rem}
.off{display:none}
.b,.l{fill:none;stroke-width:2px;vector-effect:non-scaling-stroke}
.t .b{stroke-dasharray:6 4}
.m{stroke:none;fill-opacity:.4;shape-rendering:crispEdges}
.k{stroke:#000;stroke-width:1px;vector-effect:non-scaling-stroke}
.n{fill:#fff;stroke:#000;stroke-width:.22em;stroke-linejoin:round;paint-order:stroke;font-family:system-ui,sans-serif}
.no-names .n,.no-masks .m{display:none}
@media(min-height:40rem){header{position:sticky;top:0;z-index:1}}
)";

const std::string_view page_script = R"(
"use strict";
const header=document.querySelector("header"),all=s=>[...document.querySelectorAll(s)],at=i=>document.getElementById(i);
document.body.prepend(header);
header.hidden=false;
const classes=all("#classes input");
const figures=all("figure").map(f=>({f,count:f.querySelector("output"),objects:[...f.querySelectorAll(".o")].map(g=>
({g,c:g.dataset.c,s:+g.dataset.s,t:g.classList.contains("t")}))}));
function update(){
const least=+at("score").value,on=new Set(classes.filter(i=>i.checked).map(i=>i.value));
at("least").value=least.toFixed(2);
document.body.classList.toggle("no-names",!at("names").checked);
document.body.classList.toggle("no-masks",!at("masks").checked);
let total=0;
for(const {f,count,objects} of figures){
let n=0,any=0;
for(const o of objects){
const show=on.has(o.c)&&(o.t?at("truth").checked:o.s>=least);
o.g.classList.toggle("off",!show);
any+=show;
n+=show&&!o.t;
}
count.value=n;
total+=n;
f.classList.toggle("gone",!any&&!at("empty").checked);
}
at("total").value=total;
}
header.addEventListener("input",update);
at("all").addEventListener("click",()=>{const on=classes.some(i=>!i.checked);for(const i of classes)i.checked=on;update();});
for(const p of all(".picture"))p.addEventListener("click",()=>p.parentNode.classList.toggle("wide"));
update();
)";

std::string escaped(std::string_view text) {
    std::string result;
    for (const char character : printable(text)) {
        switch (character) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += character;
        }
    }
    return result;
}

}  // namespace yolozu::show

/** Colours of text and lines are at least 4.5 : 1 on their ground, light and dark. */
export const reportStyle = `
:root{color-scheme:light dark;--text:#1d2330;--soft:#566074;--ground:#fff;--card:#f5f7fa;--line:#d5dae3;--accent:#1f5fb4;--bad:#b3261e;--good:#1b6e37;--bar:#7aa7e0}
@media(prefers-color-scheme:dark){:root{--text:#e3e6ec;--soft:#a3adbf;--ground:#15181e;--card:#1f242d;--line:#39414f;--accent:#8ab8f7;--bad:#ff9c94;--good:#7fd69b;--bar:#4373b3}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1rem 3rem;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground);overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.3rem;margin:2.4rem 0 .3rem;padding-top:.6rem;border-top:1px solid var(--line)}h3{font-size:1.05rem;margin:1.6rem 0 .2rem}
p{margin:.2rem 0 .8rem}.soft{color:var(--soft)}
a{color:var(--accent)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;margin:.8rem 0 0;padding:0}
.facts{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.4rem .9rem;min-width:6.5rem}
.facts strong{display:block;font-size:1.35rem;line-height:1.25}.facts span{color:var(--soft);font-size:.85rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem;font-size:.93rem}caption{text-align:left;color:var(--soft);padding:.2rem 0}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}tbody th{min-width:6rem}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:inline-block;height:.65rem;min-width:2px;border-radius:2px;background:var(--bar);margin-left:.5rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.8rem;margin:.6rem 0 1rem;padding:0;list-style:none}
figure{margin:0;height:100%;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.45rem;font-size:.8rem;line-height:1.35}
figure img,.none{display:block;width:100%;height:8.5rem;object-fit:contain;border-radius:4px;margin-bottom:.35rem}
.none{display:grid;place-items:center;border:1px dashed var(--line);color:var(--soft)}
figcaption span{display:block}.name{font-weight:600;font-size:.76rem}.bad{color:var(--bad)}.good{color:var(--good)}
.group{border:1px solid var(--line);border-radius:8px;padding:.5rem .8rem;margin:.6rem 0}.group h4{margin:.1rem 0;font-size:.92rem}
.group .grid{margin:.5rem 0 .2rem}
details{margin:.3rem 0 1rem}summary{cursor:pointer;color:var(--accent)}details ul{columns:22rem;font-size:.85rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem;font-size:.85rem;color:var(--soft)}
@media(max-width:34rem){body{padding:1rem .7rem 2rem}h1{font-size:1.4rem}.grid{grid-template-columns:repeat(2,1fr);gap:.5rem}figure img,.none{height:7rem}.meaning,.share{display:none}}
@media print{nav,.skip{display:none}figure,.group{break-inside:avoid}}`;

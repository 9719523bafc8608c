// What the sample's digital issues hold to read: an editorial and the opening of the dossier, by issue.
// People, companies and figures are invented.

export type SampleArticle = {
  number: number
  editorial: { title: string; paragraphs: readonly string[] }
  dossier: { byline: string; paragraphs: readonly string[]; quote: string }
}

export const sampleArticles: readonly SampleArticle[] = [
  {
    number: 129,
    editorial: {
      title: 'Celles et ceux du milieu',
      paragraphs: [
        'On parle beaucoup des conseillers, et c’est justice. On parle des directions, parce qu’elles parlent d’elles-mêmes. Entre les deux, il y a une table un peu plus grande que les autres, un écran de plus, et quelqu’un qui écoute tout le monde.',
        'Ce numéro lui est consacré. Nous avons demandé à douze superviseuses et superviseurs de tenir, pendant une semaine, le journal de leurs journées. Ils ont tous écrit la même première phrase\u202f: «\u202fJe ne sais pas par où commencer.\u202f»',
        'Nous non plus. Nous avons donc commencé par le matin.',
      ],
    },
    dossier: {
      byline: 'Enquête de la rédaction',
      quote:
        'Le meilleur indicateur du plateau, c’est le bruit des chaises à cinq heures moins dix.',
      paragraphs: [
        'À huit heures moins le quart, Nadège Brevin ouvre la salle, allume un tiers des lumières et relit les plannings de la veille. Elle dirige depuis neuf ans une équipe de quatorze personnes chez Halcyon Relation. Elle n’a jamais choisi ce métier\u202f: on le lui a proposé un vendredi, il commençait le lundi.',
        'Son histoire est la règle. Sur les douze personnes que nous avons suivies, onze étaient conseillères avant d’être superviseuses, et neuf n’ont reçu aucune formation au moment de changer de chaise. «\u202fOn m’a donné un badge et un tableur\u202f», résume l’une d’elles. Le tableur avait dix-huit onglets.',
        'Le reste s’apprend. On apprend à entendre, dans une voix, l’appel qui a mal tourné trois appels plus tôt. On apprend à corriger sans humilier, à compter sans surveiller, à dire non à un congé en juillet. On apprend surtout à défendre devant le comité de direction des gens que l’on a repris le matin même.',
        'Chez Méridienne Services, la direction a voulu mesurer ce travail. Elle a renoncé au bout de deux mois\u202f: la moitié des gestes qui comptaient ne laissait aucune trace. Ponant Relation Client a pris le problème à l’envers et demandé aux équipes ce qui leur manquerait, le lendemain, si leur superviseur ne venait pas. La liste fait quatre pages. Nous la publions.',
      ],
    },
  },
  {
    number: 130,
    editorial: {
      title: 'La phrase de trop',
      paragraphs: [
        'Il y a, dans presque tous les appels que nous avons écoutés pour ce numéro, une phrase de trop. Elle arrive vers la fin, quand tout est réglé et que le client a dit merci. Elle commence par «\u202fEt tant que je vous ai…\u202f».',
        'Personne ne l’aime. Ni celui qui la dit, ni celle qui l’entend, ni même, si l’on insiste un peu, celui qui l’a fait écrire dans le script. Elle rapporte pourtant\u202f: c’est tout l’embarras.',
        'Nous n’avons pas cherché un coupable. Nous avons cherché des maisons qui s’en passent, et nous les avons trouvées.',
      ],
    },
    dossier: {
      byline: 'Enquête de la rédaction',
      quote: 'Un contrat refusé à bon escient vaut autant qu’un contrat signé.',
      paragraphs: [
        'Trois cents appels, quatre maisons, deux saisons\u202f: c’est ce qu’il a fallu pour approcher une question que le métier se pose depuis qu’il a des téléphones. Peut-on conseiller le matin et vendre l’après-midi sans que l’un gâte l’autre\u202f?',
        'À la Banque Solstice, on a répondu par une prime. Elle est modeste, et la direction y tient\u202f: «\u202fOn ne demande à personne de forcer.\u202f» Les enregistrements disent autre chose. Depuis que la part variable existe, la première phrase d’un appel a changé dans deux cas sur trois. On y entend moins souvent le nom du client, plus souvent celui d’un produit.',
        'La Mutuelle de l’Aubépin a pris le chemin contraire. Chaque trimestre, on y relit les contrats que les conseillers ont déconseillés, et l’on appelle, un an après, ceux qui ne les ont pas signés. Les trois quarts sont encore sociétaires. La méthode coûte cher et ne se met pas en tableau\u202f; elle est pourtant défendue, dans cette maison, par le directeur financier.',
        'Reste la question des outils. Quintefeuille souffle au conseiller la réponse qui rend service, et se tait quand il n’y a rien à vendre. Il a fallu huit mois de réglages pour obtenir ce silence. «\u202fC’est notre fonction la plus difficile à expliquer\u202f», reconnaît son équipe. C’est aussi la seule que les plateaux aient réclamée.',
      ],
    },
  },
  {
    number: 131,
    editorial: {
      title: 'Quatre minutes',
      paragraphs: [
        'Nous avons attendu. C’était, pour une fois, le reportage lui-même\u202f: une table, un téléphone, un chronomètre, et la liste des services que nous appelons tous un jour, en espérant que ce ne sera pas aujourd’hui.',
        'Il en est sorti quatre cents attentes, des plus brèves aux plus tenaces, et une collection de musiques que nous ne souhaitons à personne.',
        'Il en est sorti aussi une surprise\u202f: ce n’est pas la durée qui fait raccrocher. C’est de ne pas savoir.',
      ],
    },
    dossier: {
      byline: 'Enquête chronomètre en main',
      quote: 'Ce n’est pas la durée qui fait raccrocher. C’est de ne pas savoir.',
      paragraphs: [
        'La première minute est gratuite. On la passe à retrouver son numéro de client, à poser son café, à préparer sa phrase. La deuxième est déjà un prêt. À la troisième, on commence à compter ce que l’on aurait pu faire, et c’est là, disent tous les relevés, que quelque chose se défait.',
        'Chez Trois Rivages, on a longtemps tenu ce temps-là pour un coût. On le range désormais parmi les promesses\u202f: une voix annonce une durée, et l’annonce est tenue neuf fois sur dix. Les abandons ont baissé d’un tiers sans un conseiller de plus. La Banque Solstice a préféré rappeler\u202f; Brumaire Contact, donner rendez-vous. Aucune de ces maisons n’a raccourci la file. Toutes l’ont rendue habitable.',
        'Il y a ce que l’attente coûte à qui appelle, et ce qu’elle coûte à qui répond. Un conseiller qui décroche après quatre minutes de musique commence par des excuses\u202f; il les dit quarante fois par jour. Cadran Bleu a calculé ce que valaient ces excuses en minutes, puis en départs. Le chiffre a été lu deux fois en comité de direction, et la musique a changé le lendemain.',
        'Énergie Tramontane, enfin, a fait l’essai inverse\u202f: ne plus rien dire, pendant une semaine, sur une ligne sur deux. Les résultats sont dans ce dossier. Ils tiennent en une courbe, et cette courbe ressemble à une porte qui claque.',
      ],
    },
  },
]
